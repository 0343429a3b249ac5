package io.lightwave.agent.workloadapi;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stream of answers: the newest whenever it differs from the last, and never more than the caller takes. It ends
/// when the caller has no identity any more, and when its process is another.
final class Subscription implements Calls.Answering {

    /// Makes the whole answer; empty while there is nothing to say yet.
    @FunctionalInterface
    interface Source {
        Optional<byte[]> answer(List<Entry> entries) throws RefusalException;
    }

    private final Identification identification;
    private final Identities identities;
    private final Caller caller;
    private Identification.Found found;
    private final Source source;
    private final ServerCall<byte[], byte[]> call;
    private Runnable silence = () -> {};
    private byte @Nullable [] last; // null until the first
    private boolean over;

    Subscription(
            Identification identification,
            Caller caller,
            Identification.Found found,
            Source source,
            ServerCall<byte[], byte[]> call) {
        this.identification = identification;
        this.identities = identification.identities();
        this.caller = caller;
        this.found = found;
        this.source = source;
        this.call = call;
    }

    Subscription begin() {
        call.sendHeaders(new Metadata());
        listen();
        takesMore();
        return this;
    }

    private synchronized void listen() {
        silence.run();
        silence = over
                ? () -> {}
                : identities.listen(found.selectors(), () -> Thread.startVirtualThread(this::takesMore));
    }

    @Override
    public synchronized void takesMore() {
        if (over || !call.isReady()) {
            return;
        }
        try {
            if (!identities.isKnown()) {
                throw RefusalException.notReady();
            }
            if (!found.tells(identities.wanted())) { // an entry asks for what was not looked at
                found = identification.find(caller);
                listen();
            }
            var entries = identities.of(found.selectors());
            if (entries.isEmpty() || !caller.isThere()) {
                throw RefusalException.noIdentity();
            }
            var answer = source.answer(entries);
            if (answer.isPresent() && !Arrays.equals(answer.get(), last)) {
                last = answer.get();
                call.sendMessage(answer.get());
            }
        } catch (RefusalException refused) {
            end(refused.status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(RefusalException.notReady().status());
        }
    }

    private void end(Status status) {
        ended();
        call.close(status, new Metadata());
    }

    @Override
    public synchronized void ended() {
        over = true;
        silence.run();
    }
}
