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
            if (cause instanceof IllegalStateException && isOurs(cause)) {
                return new InvalidSettingException(String.valueOf(cause.getMessage()));
            }
        }
        return thrown;
    }

    /// Thrown by us on purpose: the embedded PostgreSQL, the master key or the token of authorities' keys says what is
    /// wrong and what to do.
    private static boolean isOurs(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length > 0
                && (trace[0].getClassName().startsWith("io.lightwave.directory.")
                        || trace[0].getClassName().startsWith("io.lightwave.ca.authority."));
    }
}
