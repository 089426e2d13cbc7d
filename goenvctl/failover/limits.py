"""The numbers by which `watch` goes: how often it asks, and when it moves. Seconds, unless they count."""

from __future__ import annotations

INTERVAL_S = 600.0  # between two questions to the mirror in use, with jitter
JITTER = 0.2  # of the interval, to either side: machines that began together drift apart
FAILING_S = 60.0  # the same while it fails; that it fails is spread over the fleet already
DAY_S = 86400.0
FULL_JITTER = 0.25  # of the day between two full probes
EARLY_S = 5.0  # a timer that comes so much too early still counts

FALL = 3  # failures in a row after which a mirror is down
FALL_HARD = 2  # the same where it answers, but not as a mirror, or lets nobody in
RISE = 2  # good answers in a row after which it is up again
STEADY = 5  # and so many, over at least STEADY_S, before the profile's order is gone back to
STEADY_S = 900.0
SLEEP_S = 3 * INTERVAL_S  # not heard of for longer: what was in a row no longer is

EJECT_S = 60.0  # a mirror that was left is let alone for so long, times how often it was left in a day
EJECT_MOST_S = 1800.0
RETRY_MOST_S = DAY_S  # the longest Retry-After that is believed

RESPECT_S = 900.0  # what a person chose stays so long, even if it fails
SPACING_S = 300.0  # between two moves
RETURNS = 6  # goings back in a day

LOOK_S = 60.0  # between full looks that found nothing to move to, times their number
LOOK_MOST_S = INTERVAL_S
