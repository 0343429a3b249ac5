package io.lightwave.agent.attestation;

import io.lightwave.agent.connection.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The pods of this node, as the cluster's API server has them. They are asked for when somebody calls who is in none
/// that is known, and when what is known is not fresh; a container that has just been started is waited for.
public final class Pods {
    private static final System.Logger LOG = System.getLogger(Pods.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(5);
    /// While the API server does not answer. A container's id is never used again, so only labels may be outdated.
    private static final Duration USABLE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final int LARGEST = 32 << 20;
    private static final int LONGEST_TOKEN = 16 << 10;

    private final URI list;
    private final Path token;
    private final String node;
    private final Duration patience;
    private final HttpClient http;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean complained;
    private volatile @Nullable Snapshot last; // null before the first answer
    private long triedAt = System.nanoTime() - PAUSE.toNanos();

    private record Snapshot(Map<String, Container> containers, long at) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }

    /// A container and the pod that it is in.
    ///
    /// @param spec of the container; missing for one that the pod does not declare
    record Container(JsonNode pod, JsonNode status, JsonNode spec) {}

    /// @param api of the cluster, an https address
    /// @param authorities that the API server's certificate is of, in PEM
    /// @param token a file with the token of the agent's service account, read anew each time
    /// @param node the name of this node in the cluster
    public Pods(URI api, Path authorities, Path token, String node) {
        this(api, authorities, token, node, PATIENCE);
    }

    /// @param patience how long a container is waited for that nobody has told of yet
    Pods(URI api, Path authorities, Path token, String node, Duration patience) {
        this.patience = patience;
        this.list = URI.create(api + "/api/v1/pods?fieldSelector="
                + URLEncoder.encode("spec.nodeName=" + node, StandardCharsets.UTF_8));
        this.token = token;
        this.node = node;
        this.http = HttpClient.newBuilder()
                .connectTimeout(LONGEST_ANSWER)
                .sslContext(Tls.trusting(authorities))
                .build();
    }

    /// The container of this pod, when the cluster says that it is on this node.
    Optional<Container> find(PodPath path) {
        long begun = System.nanoTime();
        try {
            while (true) {
                var known = last;
                boolean fresh = known != null && known.age().compareTo(FRESH) < 0;
                if (known == null || !fresh || !known.containers().containsKey(path.container())) {
                    refresh();
                    known = last;
                }
                var found = known == null ? null : known.containers().get(path.container());
                if (found != null && known != null && known.age().compareTo(USABLE) < 0) {
                    return isOf(path, found);
                }
                if (System.nanoTime() - begun > patience.toNanos()) {
                    return Optional.empty();
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Container> isOf(PodPath path, Container found) {
        return found.pod().at("/metadata/uid").asString("").equals(path.pod()) ? Optional.of(found) : Optional.empty();
    }

    /// Asks five times a second at most, however many want to know; who waited while another asked asks no more.
    private void refresh() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (System.nanoTime() - triedAt >= PAUSE.toNanos()) {
                ask();
                triedAt = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ask() throws InterruptedException {
        try {
            long begun = System.nanoTime();
            last = new Snapshot(containers(answer()), begun);
            complained = false;
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            if (!complained) {
                complained = true;
                LOG.log(System.Logger.Level.WARNING, "the cluster does not tell of its pods: {0}", e.getMessage());
            }
        }
    }

    private JsonNode answer() throws IOException, InterruptedException {
        if (Files.size(token) > LONGEST_TOKEN) {
            throw new IOException("the token is too long");
        }
        var request = HttpRequest.newBuilder(list)
                .timeout(LONGEST_ANSWER)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + Files.readString(token).strip())
                .build();
        // the client's own patience ends with the first line of the answer
        var asking = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            var response = asking.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode());
            }
            return JsonMapper.shared().readTree(response.body());
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("cannot be asked: " + (e.getCause() == null ? e : e.getCause()), e);
        } finally {
            asking.cancel(true);
        }
    }

    private Map<String, Container> containers(JsonNode answer) throws IOException {
        if (!answer.path("kind").asString("").equals("PodList")) {
            throw new IOException("answered with no list of pods");
        }
        var found = new HashMap<String, Container>();
        for (JsonNode pod : answer.path("items")) {
            if (pod.at("/spec/nodeName").asString("").equals(node)) {
                add(found, pod, "containerStatuses", "containers");
                add(found, pod, "initContainerStatuses", "initContainers");
                add(found, pod, "ephemeralContainerStatuses", "ephemeralContainers");
            }
        }
        return found;
    }

    /// A status names its container as `containerd://ID`.
    private static void add(Map<String, Container> found, JsonNode pod, String statuses, String specs) {
        for (JsonNode status : pod.path("status").path(statuses)) {
            String id = status.path("containerID").asString("");
            int colon = id.indexOf("://");
            if (colon > 0) {
                String name = status.path("name").asString("");
                JsonNode spec = pod.path("spec")
                        .path(specs)
                        .valueStream()
                        .filter(one -> one.path("name").asString("").equals(name))
                        .findFirst()
                        .orElse(pod.path("no such container"));
                found.put(id.substring(colon + 3), new Container(pod, status, spec));
            }
        }
    }
}
