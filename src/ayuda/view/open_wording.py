"""A decision's document with its moments left open, and for which moments it then holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from ayuda.engine.results import Decision
from ayuda.engine.steady import Steadiness, steadiness
from ayuda.engine.windows import Setting
from ayuda.front import DAY, FIELD, HOUR, PIECE
from ayuda.model import NOW
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts
from ayuda.view.document import decision_document, encode
from ayuda.view.wording import Wording
