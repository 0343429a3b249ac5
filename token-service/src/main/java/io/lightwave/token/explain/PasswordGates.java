package io.lightwave.token.explain;

import io.lightwave.directory.PasswordAuthentication.Gate;

/// What a password passes, in words for an operator.
public final class PasswordGates {
    private PasswordGates() {}

    /// Notes all that held before this one refused.
    public static void before(Gate refusing, Decisions decisions) {
        for (Gate gate : Gate.values()) {
            if (gate.compareTo(refusing) < 0) {
                decisions.held(name(gate), held(gate));
            }
        }
    }

    /// Of the step that this gate is.
    public static String name(Gate gate) {
        return switch (gate) {
            case GIVEN -> "form";
            case THROTTLE -> "throttle";
            case CAPACITY -> "capacity";
            case USER -> "user";
            case PASSWORD -> "password";
            case LOCKOUT -> "lockout policy";
            case STANDING -> "enabled";
        };
    }

    private static String held(Gate gate) {
        return switch (gate) {
            case GIVEN -> "a user name and a password were sent";
            case THROTTLE -> "earlier failures close neither the account, nor the network or the tenant to strangers";
            case CAPACITY -> "not too many passwords are being checked";
            case USER -> "there is such a user";
            case PASSWORD -> "it is right";
            case LOCKOUT -> "the account is not locked";
            case STANDING -> "user and tenant are enabled";
        };
    }
}
