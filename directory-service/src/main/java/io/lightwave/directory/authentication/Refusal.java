package io.lightwave.directory.authentication;

import io.lightwave.directory.PasswordAuthentication.Gate;
import io.lightwave.directory.PasswordAuthentication.Hint;
import io.lightwave.directory.PasswordAuthentication.Outcome;

/// Where a password or a proof of it was refused, and why.
record Refusal(Gate at, String reason, Hint hint) {
    Refusal(Gate at, String reason) {
        this(at, reason, Hint.NONE);
    }

    Outcome outcome() {
        return at == Gate.CAPACITY ? new Outcome.Busy(reason) : new Outcome.Refused(reason, hint);
    }
}
