package io.lightwave.server;

import io.lightwave.server.settings.InvalidSettingException;
import java.net.BindException;

/// Finds, in what stopped the start, what the operator can act on.
final class StartFailure {
    private StartFailure() {}

    static RuntimeException of(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException setting) {
                return setting;
            }
            if (cause instanceof BindException bind) {
                return new InvalidSettingException("a port is in use: " + bind.getMessage());
            }
        }
        return thrown;
    }
}
