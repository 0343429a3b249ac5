package io.lightwave.agent.workloadapi;

import io.grpc.Status;

/// What was asked for is not given.
final class RefusalException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Status status;

    RefusalException(Status status) {
        super(status.getDescription(), null, false, false);
        this.status = status;
    }

    static RefusalException noIdentity() {
        return new RefusalException(Status.PERMISSION_DENIED.withDescription("no identity issued"));
    }

    static RefusalException notReady() {
        return new RefusalException(Status.UNAVAILABLE.withDescription("this machine is no node of its tenant now"));
    }

    static RefusalException away() {
        return new RefusalException(Status.UNAVAILABLE.withDescription("the server is away"));
    }

    Status status() {
        return status;
    }
}
