"""Windows' Task Scheduler.

Source: Task Scheduler Schema, schtasks. Verified by reading and golden files: nobody ran it here.
"""

from __future__ import annotations

import os
import re
from xml.sax.saxutils import escape

from goenvctl.host import Host
from goenvctl.language import tr
from goenvctl.service.scheduler import MARK, PERIOD_S, CannotSay, File, Job, Refused, Report
from goenvctl.service.tool import Tool
from goenvctl.service.variables_file import NAME, read_variables, variables_file
from goenvctl.session import Session

TASK = "goenvctl-watch"
SCHTASKS = Tool("schtasks")
POWERSHELL = Tool("powershell", ("-NoProfile", "-NonInteractive"), deadline_s=30.0)
# Locale-free: schtasks answers in the language of the machine.
ASK = f"""\
$task = Get-ScheduledTask -TaskName '{TASK}' -TaskPath '\\' -ErrorAction Stop
$info = $task | Get-ScheduledTaskInfo
$epoch = [datetime]'1970-01-01'
function Seconds($time) {{ if ($time) {{ ($time.ToUniversalTime() - $epoch).TotalSeconds }} }}
@{{
  enabled = [bool]$task.Settings.Enabled
  state = [string]$task.State
  last = Seconds $info.LastRunTime
  code = [long]$info.LastTaskResult
  next = Seconds $info.NextRunTime
}} | ConvertTo-Json
"""
RUNNING = 0x41301  # "the task is currently running", and so no exit code
NEVER_RAN = 0x41303


class Windows:
    """Two files in the state folder: the variables, which a task cannot have, and the task's definition."""

    name = "Task Scheduler"

    def paths(self, session: Session) -> tuple[str, ...]:
        state = session.paths.state
        return os.path.join(state, NAME), os.path.join(state, f"{TASK}.xml")

    def files(self, session: Session, job: Job) -> tuple[File, ...]:
        variables, task = self.paths(session)
        line = (*job.goenvctl, "watch", "run", variables)  # `watch --once` with the variables of that file
        data = _task(session.host, line).replace("\n", "\r\n").encode("utf-16-le")
        return variables_file(variables, job.variables), File(task, b"\xff\xfe" + data, 0o644)

    def variables(self, session: Session) -> dict[str, str]:
        return read_variables(session.host, self.paths(session)[0])

    def check(self, host: Host) -> None:
        SCHTASKS.tell(host, "/Query", "/FO", "CSV", "/NH")

    def start(self, session: Session) -> None:
        SCHTASKS.tell(session.host, "/Create", "/F", "/TN", TASK, "/XML", self.paths(session)[1])

    def stop(self, session: Session) -> None:
        self.check(session.host)
        SCHTASKS.ask(session.host, "/End", "/TN", TASK)
        SCHTASKS.ask(session.host, "/Delete", "/F", "/TN", TASK)

    def forget(self, session: Session) -> None:
        """Deleting the task was all."""

    def report(self, host: Host) -> Report:
        import json

        self.check(host)
        shown = POWERSHELL.ask(host, "-Command", ASK)
        if shown.code:
            return Report(is_enabled=False, is_active=False)
        try:
            found = json.loads(shown.stdout)
            code = int(found["code"])
            return Report(
                is_enabled=bool(found["enabled"]),
                is_active=found["state"] in ("Ready", "Running", "Queued"),
                last_run=float(found["last"]) if code != NEVER_RAN else None,
                code=code if code not in (RUNNING, NEVER_RAN) else None,
                next_run=float(found["next"]) if found["next"] else None,
            )
        except (ValueError, LookupError, TypeError) as exc:
            raise Refused(tr("the answer of PowerShell is none")) from exc


def _task(host: Host, line: tuple[str, ...]) -> str:
    domain, user = (host.environ.get(name, "") for name in ("USERDOMAIN", "USERNAME"))
    account = escape(f"{domain}\\{user}")
    owner = f"\n      <UserId>{account}</UserId>" if domain and user else ""
    program, arguments = _sayable(line[0]), " ".join(_quoted(_sayable(word)) for word in line[1:])
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<!-- {MARK} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>goenvctl: keep a working Go module mirror in use</Description>
    <URI>\\{TASK}</URI>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT{PERIOD_S // 60}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2024-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">{owner}
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>false</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(arguments)}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _sayable(word: str) -> str:
    """Task Scheduler replaces `%NAME%` and `$(NAME)`, and knows no way to write them."""
    if "%" in word or "$(" in word:
        raise CannotSay(tr("{word}: Task Scheduler reads % and $( as variables", word=word))
    return word


def _quoted(word: str) -> str:
    """As the C runtime takes words apart: backslashes count only before a quote."""
    if word and not re.search(r'[\s"]', word):
        return word
    word = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", word) + '"'
