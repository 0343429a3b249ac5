package io.lightwave.agent.workloadapi;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.identity.Identities;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One `StreamSecrets` (xDS, state of the world): whole answers, each with a version and a nonce. An answer is accepted
/// or refused by a request with its nonce; what was refused is not sent again, what is older is not looked at. It ends
/// when the caller has no identity any more, and when its process is another.
final class SecretStream extends ServerCall.Listener<byte[]> {
    private static final System.Logger LOG = System.getLogger(SecretStream.class.getName());
    private static final int MOST_NAMES = 100;

    private final SecretDiscovery discovery;
    private final Identities identities;
    private final Caller caller;
    private final ServerCall<byte[], byte[]> call;
    private Runnable silence = () -> {};
    private Identification.@Nullable Found found; // null until the first request
    private SecretMessages.Proxy proxy = SecretMessages.Proxy.SILENT;
    private List<String> names = List.of();
    private String version = "";
    private long nonce;
    private boolean over;

    SecretStream(SecretDiscovery discovery, Identities identities, Caller caller, ServerCall<byte[], byte[]> call) {
        this.discovery = discovery;
        this.identities = identities;
        this.caller = caller;
        this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
        try {
            take(SecretDiscovery.checked(message));
            call.request(1);
        } catch (RefusalException refused) {
            end(refused.status());
        } catch (IllegalArgumentException malformed) {
            end(Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Status.UNAVAILABLE.withDescription("the agent ends"));
        }
    }

    private void take(SecretMessages.Request request) throws RefusalException, InterruptedException {
        if (request.names().size() > MOST_NAMES) {
            throw new IllegalArgumentException("more than 100 names");
        }
        var is = found == null ? discovery.find(caller) : null;
        synchronized (this) {
            if (is == null && !request.nonce().equals(nonce == 0 ? "" : Long.toString(nonce))) {
                return; // about an answer that is not the last
            }
            proxy = request.proxy().orElse(proxy);
            if (request.refused()) {
                LOG.log(System.Logger.Level.WARNING, "{0} does not accept the secrets that it was sent", caller);
            }
            if (!Set.copyOf(request.names()).equals(Set.copyOf(names))) {
                names = List.copyOf(request.names());
                version = "";
            }
            if (is != null) {
                call.sendHeaders(new Metadata());
                listen(is);
            }
        }
        tell();
    }

    private synchronized void listen(Identification.Found is) {
        found = is;
        silence.run();
        silence = over ? () -> {} : identities.listen(is.selectors(), () -> Thread.startVirtualThread(this::tell));
    }

    /// Sends what the caller has now, if that is something else than what was sent last.
    private synchronized void tell() {
        var is = found;
        if (over || is == null || !call.isReady()) {
            return;
        }
        try {
            if (!identities.isKnown()) {
                throw RefusalException.notReady();
            }
            if (!is.tells(identities.wanted())) { // an entry asks for what was not looked at
                is = discovery.find(caller);
                listen(is);
            }
            var entries = identities.of(is.selectors());
            if (entries.isEmpty() || !caller.isThere()) {
                throw RefusalException.noIdentity();
            }
            var secrets = discovery.secrets(entries, names, proxy);
            String now = SecretMessages.version(secrets);
            if (!secrets.isEmpty() && !now.equals(version)) {
                version = now;
                nonce++;
                call.sendMessage(SecretMessages.response(now, Long.toString(nonce), secrets));
            }
        } catch (RefusalException refused) {
            end(refused.status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(RefusalException.notReady().status());
        }
    }

    private synchronized void end(Status status) {
        if (!over) {
            ended();
            call.close(status, new Metadata());
        }
    }

    private synchronized void ended() {
        over = true;
        silence.run();
    }

    @Override
    public void onReady() {
        tell();
    }

    @Override
    public void onHalfClose() {
        end(Status.OK);
    }

    @Override
    public void onCancel() {
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }
}
