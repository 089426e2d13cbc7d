"""The names of the commands, in the order of the help, and what each is for."""

from __future__ import annotations

from goenvctl.language import N_

EVERYDAY = ("use", "list", "current", "status", "check", "undo", "exec")
BY_ITSELF = ("auto", "watch")
UNDERSTAND = ("doctor", "explain", "why", "history", "help")
KEEP = ("setup", "profile", "private", "env", "completion")
SECTIONS = (
    (N_("Everyday"), EVERYDAY),
    (N_("By itself"), BY_ITSELF),
    (N_("Understand"), UNDERSTAND),
    (N_("Keep"), KEEP),
)
SHORT = {"ls": "list"}
HELP = {
    "use": N_("Put a profile in force (`-`: the one before)."),
    "list": N_("The profiles there are (ls)."),
    "current": N_("The profile in force."),
    "status": N_("What is in effect, and from where."),
    "check": N_("Which mirrors are healthy, and which is the fastest."),
    "undo": N_("Take the last change back."),
    "exec": N_("Run a command so that a failing mirror does not fail it."),
    "auto": N_("Keep the mirrors that work, else move to others."),
    "watch": N_("The same over time, as a service or from cron."),
    "doctor": N_("What is wrong here, and what to do about it."),
    "explain": N_("Who is asked for a module or a folder's modules, and what leaks."),
    "why": N_("Whose fault it is that go failed, and what to do."),
    "history": N_("What was changed, and when."),
    "setup": N_("Find the right profile by a few questions."),
    "profile": N_("Show, add, edit and check profiles."),
    "private": N_("Patterns of modules that stay private."),
    "env": N_("The values, for a shell or another program to read."),
    "help": N_("A command, or a page: exit-codes, json, profiles, targets, privacy."),
    "completion": N_("What makes the Tab key complete names in your shell."),
}
