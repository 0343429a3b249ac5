package io.lightwave.directory.egress;

import io.lightwave.directory.Egress;
import io.lightwave.directory.EgressSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/// Resolves the host once, checks every address, and connects to exactly those: a name that means something else a
/// moment later has no effect. The certificate is checked against the name.
final class HttpsEgress implements Egress {
    private final Destinations destinations;
    private final Duration timeout;
    private final Resolver resolver;
    private final Trust trust;

    /// All addresses of a name.
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    HttpsEgress(EgressSettings settings, Resolver resolver) {
        this.destinations = new Destinations(settings.allowed());
        this.timeout = settings.timeout();
        this.resolver = resolver;
        this.trust = new Trust(settings.additionalTrust());
    }

    @Override
    public byte[] get(URI address, int maximumBytes) throws IOException {
        return exchange(address, (exchange, addresses) -> exchange.get(addresses, trust.sockets(), maximumBytes));
    }

    @Override
    public void post(URI address, String form) throws IOException {
        exchange(address, (exchange, addresses) -> {
            exchange.post(addresses, trust.sockets(), form);
            return new byte[0];
        });
    }

    @Override
    public byte[] post(URI address, String form, String authorization, int maximumBytes) throws IOException {
        return exchange(
                address,
                (exchange, addresses) -> exchange.post(addresses, trust.sockets(), form, authorization, maximumBytes));
    }

    @Override
    public byte[] postSoap(URI address, byte[] envelope, int maximumBytes) throws IOException {
        return exchange(
                address,
                (exchange, addresses) -> exchange.postSoap(addresses, trust.sockets(), envelope, maximumBytes));
    }

    @Override
    public InetAddress[] reach(String host) throws IOException {
        String lower = host.toLowerCase(Locale.ROOT);
        InetAddress[] addresses = resolver.resolve(lower);
        destinations.check(lower, addresses);
        return addresses;
    }

    @Override
    public SSLSocketFactory trusting() throws IOException {
        return trust.sockets();
    }

    @Override
    public byte[] get(URI address, Access access, int maximumBytes) throws IOException {
        return exchange(
                address,
                (exchange, addresses) ->
                        exchange.get(addresses, trust.sockets(access.trust()), access.bearer(), maximumBytes));
    }

    @Override
    public byte[] getFromSpiffe(URI address, String anchors, String spiffeId, int maximumBytes) throws IOException {
        if (anchors.isEmpty()) {
            throw new IOException("nobody is trusted");
        }
        return exchange(
                address,
                (exchange, addresses) ->
                        exchange.getFromSpiffe(addresses, trust.sockets(anchors), spiffeId, maximumBytes));
    }

    @Override
    public byte[] postJson(URI address, Access access, String json, int maximumBytes) throws IOException {
        return exchange(
                address,
                (exchange, addresses) -> exchange.postJson(
                        addresses, trust.sockets(access.trust()), access.bearer(), json, maximumBytes));
    }

    private interface Transfer {
        byte[] run(Exchange exchange, InetAddress[] addresses) throws IOException;
    }

    private byte[] exchange(URI address, Transfer transfer) throws IOException {
        if (!"https".equals(address.getScheme())
                || address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawFragment() != null) {
            throw new IOException("not an address of the form https://host[:port]/path: " + address);
        }
        try (var exchange = new Exchange(URI.create(address.toASCIIString()), timeout)) {
            var task = new FutureTask<>(() -> transfer.run(exchange, reach(address.getHost())));
            Thread.ofVirtual().name("egress").start(task);
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("%s did not answer within %s".formatted(address, timeout), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IOException("%s: %s".formatted(address, e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
