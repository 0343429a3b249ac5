package io.lightwave.server.configuration;

import java.util.List;

/// Files that cannot be applied; nothing of them has been.
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<Fault> faults;

    /// @param status that of the answer
    RefusedException(int status, String detail, List<Fault> faults) {
        super(detail);
        this.status = status;
        this.faults = List.copyOf(faults);
    }

    static RefusedException of(List<Fault> faults) {
        return new RefusedException(400, "the files are not acceptable; nothing was changed", faults);
    }

    int status() {
        return status;
    }

    List<Fault> faults() {
        return faults;
    }
}
