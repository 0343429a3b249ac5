package io.lightwave.agent.workloadapi;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.lightwave.agent.attestation.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls of gRPC whose messages are octets: one request, then one answer or a stream of them.
final class Calls {
    static final MethodDescriptor.Marshaller<byte[]> OCTETS = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            }
        }
    };

    private Calls() {}

    /// Does one call's work.
    @FunctionalInterface
    interface Work {
        /// @return what is done when the call ends, however it does, and whenever the caller takes more
        Answering begin(Caller caller, byte[] request, ServerCall<byte[], byte[]> call)
                throws RefusalException, InterruptedException;
    }

    /// A call that is being answered.
    interface Answering {
        /// Nothing more to do.
        Answering DONE = new Answering() {};

        default void takesMore() {}

        default void ended() {}
    }

    /// Answers a call with one message.
    @FunctionalInterface
    interface Unary {
        byte[] answer(Caller caller, byte[] request) throws RefusalException, InterruptedException;
    }

    static ServerCallHandler<byte[], byte[]> unary(Unary unary) {
        return handler((caller, request, call) -> {
            byte[] answer = unary.answer(caller, request);
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
            return Answering.DONE;
        });
    }

    static ServerCallHandler<byte[], byte[]> handler(Work work) {
        return (call, _) -> {
            call.request(2); // a second one would be an error, which gRPC finds then
            return new OneRequest(work, call);
        };
    }

    private static final class OneRequest extends ServerCall.Listener<byte[]> {
        private final Work work;
        private final ServerCall<byte[], byte[]> call;
        private byte @Nullable [] request; // null until it came
        private Answering answering = Answering.DONE;

        OneRequest(Work work, ServerCall<byte[], byte[]> call) {
            this.work = work;
            this.call = call;
        }

        @Override
        public void onMessage(byte[] message) {
            request = message;
        }

        @Override
        public void onHalfClose() {
            byte[] asked = request;
            if (asked == null) {
                call.close(Status.INVALID_ARGUMENT.withDescription("no request"), new Metadata());
                return;
            }
            try {
                var caller = Objects.requireNonNull(call.getAttributes().get(PeerNegotiator.CALLER), "no caller");
                answering = work.begin(caller, asked, call);
            } catch (RefusalException refused) {
                call.close(refused.status(), new Metadata());
            } catch (IllegalArgumentException malformed) {
                call.close(Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()), new Metadata());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                call.close(Status.UNAVAILABLE.withDescription("the agent ends"), new Metadata());
            }
        }

        @Override
        public void onReady() {
            answering.takesMore();
        }

        @Override
        public void onCancel() {
            answering.ended();
        }

        @Override
        public void onComplete() {
            answering.ended();
        }
    }
}
