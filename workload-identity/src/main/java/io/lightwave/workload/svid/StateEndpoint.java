package io.lightwave.workload.svid;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /t/{tenant}/node/state`: server-sent events to a node's agent. The event `state` says what it may give out,
/// at once and whenever that changes; its id, sent back as `Last-Event-ID`, spares what the agent has already, on
/// whichever server. With `?changes=true` the event `change` says what is different from the state whose id is its
/// `after`, wherever this server knows that one. The event `farewell` says that it is no node any more.
@RestController
class StateEndpoint {
    private final NodeGate gate;
    private final GrantedRules rules;
    private final ActivePrincipals principals;
    private final Bundles bundles;
    private final Federations federations;
    private final OpenStreams open;
    private final OpenStreams.Pace pace;
    private final RecentStates recent = new RecentStates();

    StateEndpoint(
            NodeGate gate,
            GrantedRules rules,
            ActivePrincipals principals,
            Bundles bundles,
            Federations federations,
            OpenStreams open,
            OpenStreams.Pace pace) {
        this.pace = pace;
        this.gate = gate;
        this.rules = rules;
        this.principals = principals;
        this.bundles = bundles;
        this.federations = federations;
        this.open = open;
    }

    @GetMapping("/t/{tenant}/node/state")
    void state(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            @RequestParam(defaultValue = "false") boolean changes,
            Origin origin,
            HttpServletRequest request,
            HttpServletResponse response) {
        var guest = gate.require(tenant, request, origin);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        try (var stream = open.watching()) {
            tell(guest, last == null ? "" : last, changes, stream, response);
        } catch (IOException gone) {
            // the agent is gone, and nobody is there to hear of it
        }
    }

    private void tell(
            NodeGate.Guest guest, String last, boolean changes, OpenStreams.Stream stream, HttpServletResponse response)
            throws IOException {
        long begun = System.nanoTime();
        long spoken = begun;
        String sent = last;
        NodeState.@Nullable Source seen = null; // until the first look
        while (System.nanoTime() - begun < pace.longest().toNanos()) {
            if (stream.hasToLook(pace.deafness())) {
                Optional<NodeState.Source> looked = stream.reading(() -> look(guest));
                if (looked.isEmpty()) {
                    write(response, "event: farewell\ndata: {}\n\n");
                    return;
                }
                var source = looked.get();
                if (!source.equals(seen)) {
                    seen = source;
                    var state = NodeState.of(guest.node(), source);
                    if (!state.id().equals(sent)) {
                        var known = changes ? recent.find(guest.node(), sent) : Optional.<NodeState.Source>empty();
                        write(
                                response,
                                known.isPresent()
                                        ? change(guest, sent, known.get(), state, source)
                                        : "event: state\nid: %s\ndata: %s\n\n".formatted(state.id(), state.json()));
                        sent = state.id();
                        spoken = System.nanoTime();
                    }
                    recent.keep(guest.node(), sent, source);
                }
            }
            if (spoken == begun || System.nanoTime() - spoken >= pace.silence().toNanos()) {
                spoken = System.nanoTime();
                write(response, ":\n\n");
            }
            if (stream.endsWithin(pace.moment())) {
                return;
            }
            var quiet = pace.silence().minusNanos(System.nanoTime() - spoken);
            if (stream.endsBeforeNews(quiet)) {
                return;
            }
        }
    }

    /// Empty when it is no node any more.
    private Optional<NodeState.Source> look(NodeGate.Guest guest) {
        return gate.isStillWelcome(guest)
                ? Optional.of(NodeState.source(guest, rules, principals, bundles, federations))
                : Optional.empty();
    }

    private static String change(
            NodeGate.Guest guest, String sent, NodeState.Source known, NodeState state, NodeState.Source source) {
        return "event: change\nid: %s\ndata: {\"after\":\"%s\",\"change\":%s}\n\n"
                .formatted(state.id(), sent, NodeState.change(guest.node(), known, source));
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
