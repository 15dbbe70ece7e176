"""What holds of all cases of a policy's flows: proven over the whole space, never by trying."""

from __future__ import annotations

from ayuda.author.proof.proofs import Proof
from ayuda.author.proof.prove import prove

__all__ = ["Proof", "prove"]
