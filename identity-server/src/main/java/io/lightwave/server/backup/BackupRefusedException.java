package io.lightwave.server.backup;

/// What keeps a backup from being made or restored; the message is all that the operator sees.
final class BackupRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BackupRefusedException(String message) {
        super(message);
    }
}
