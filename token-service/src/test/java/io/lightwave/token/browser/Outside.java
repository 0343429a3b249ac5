package io.lightwave.token.browser;

import io.lightwave.directory.Egress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;

/// The servers of clients, without a network: what they give to a GET, and what was posted to them.
public final class Outside implements Egress {
    private final Map<URI, byte[]> pages = new ConcurrentHashMap<>();
    private final Map<String, Function<String, byte[]>> below = new ConcurrentHashMap<>();
    private final Map<URI, String> bearers = new ConcurrentHashMap<>();
    private final Map<URI, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<URI, List<String>> posted = new ConcurrentHashMap<>();

    private final Map<URI, BinaryOperator<String>> answering = new ConcurrentHashMap<>();
    private final Map<URI, UnaryOperator<String>> taking = new ConcurrentHashMap<>();
    private volatile Optional<SSLSocketFactory> trusting = Optional.empty();
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();
    private volatile Optional<HttpNode> own = Optional.empty();

    public void gives(String address, String body) {
        pages.put(URI.create(address), body.getBytes(StandardCharsets.UTF_8));
    }

    /// From now on a GET below that address is answered with what this makes of the rest of the address.
    public void below(String address, Function<String, byte[]> answer) {
        below.put(address, answer);
    }

    /// From now on there is nothing there any more.
    public void givesNothing(String address) {
        pages.remove(URI.create(address));
        below.remove(address);
    }

    /// From now on a POST there is answered with what this makes of the form and the `Authorization` header.
    public void answers(String address, BinaryOperator<String> answer) {
        answering.put(URI.create(address), answer);
    }

    /// From now on a SOAP message sent there is answered with what this makes of it.
    public void takes(String address, UnaryOperator<String> answer) {
        taking.put(URI.create(address), answer);
    }

    /// From now on nobody is there.
    public void takesNothing(String address) {
        taking.remove(URI.create(address));
    }

    /// From now on our own addresses are out there too.
    public void reaches(HttpNode node) {
        own = Optional.of(node);
    }

    /// From now on a POST there is answered by this status; 200 before.
    public void answers(String address, int status) {
        statuses.put(URI.create(address), status);
    }

    /// What was posted there so far.
    public List<String> posted(String address) {
        return posted.computeIfAbsent(URI.create(address), _ -> new CopyOnWriteArrayList<>());
    }

    @Override
    public InetAddress[] reach(String host) throws IOException {
        if (!hosts.contains(host)) {
            throw new IOException(host + " may not be reached");
        }
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
    }

    /// From now on these sockets are believed in.
    public void trusts(SSLSocketFactory sockets) {
        trusting = Optional.of(sockets);
    }

    @Override
    public SSLSocketFactory trusting() throws IOException {
        return trusting.orElseThrow(() -> new IOException("nobody is trusted"));
    }

    /// From now on this host is at our own machine.
    public void has(String host) {
        hosts.add(host);
    }

    @Override
    public byte[] get(URI address, int maximumBytes) throws IOException {
        byte[] body = pages.get(address);
        for (var part : below.entrySet()) {
            if (address.toString().startsWith(part.getKey())) {
                body = part.getValue()
                        .apply(address.toString().substring(part.getKey().length()));
            }
        }
        if (own.isPresent() && address.toString().startsWith(Browser.PUBLIC_URL + "/")) {
            body = new Browser(own.get()).get(address.toString()).body().getBytes(StandardCharsets.UTF_8);
        }
        if (body == null || body.length > maximumBytes) {
            throw new IOException("nothing there: " + address);
        }
        return body;
    }

    @Override
    public byte[] get(URI address, Access access, int maximumBytes) throws IOException {
        bearers.put(address, access.bearer());
        if (own.isPresent() && address.toString().startsWith(Browser.PUBLIC_URL + "/")) {
            Browser.Answer answer = new Browser(own.get())
                    .sending("Authorization", "Bearer " + access.bearer())
                    .get(address.toString());
            if (answer.status() != 200) {
                throw new IOException("the answer is " + answer.status());
            }
            return answer.body().getBytes(StandardCharsets.UTF_8);
        }
        return get(address, maximumBytes);
    }

    /// The token that the last GET there came with.
    public String bearer(String address) {
        return bearers.getOrDefault(URI.create(address), "");
    }

    @Override
    public byte[] post(URI address, String form, String authorization, int maximumBytes) throws IOException {
        posted(address.toString()).add(form);
        if (own.isPresent() && address.toString().startsWith(Browser.PUBLIC_URL + "/")) {
            var browser = new Browser(own.get());
            if (!authorization.isEmpty()) {
                browser.sending("Authorization", authorization);
            }
            Browser.Answer answer = browser.send("POST", address.getPath(), "application/x-www-form-urlencoded", form);
            if (answer.status() != 200) {
                throw new IOException("the answer is " + answer.status());
            }
            return answer.body().getBytes(StandardCharsets.UTF_8);
        }
        BinaryOperator<String> answer = answering.get(address);
        if (answer == null) {
            throw new IOException("nothing there: " + address);
        }
        return answer.apply(form, authorization).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] postSoap(URI address, byte[] envelope, int maximumBytes) throws IOException {
        String sent = new String(envelope, StandardCharsets.UTF_8);
        posted(address.toString()).add(sent);
        UnaryOperator<String> answer = taking.get(address);
        if (answer == null) {
            throw new IOException("nothing there: " + address);
        }
        return answer.apply(sent).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void post(URI address, String form) throws IOException {
        posted(address.toString()).add(form);
        int status = statuses.getOrDefault(address, 200);
        if (status == 400) {
            throw new RefusedException("the answer is 400");
        }
        if (status != 200) {
            throw new IOException("the answer is " + status);
        }
    }
}
