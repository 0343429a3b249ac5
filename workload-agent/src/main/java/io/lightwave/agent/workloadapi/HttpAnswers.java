package io.lightwave.agent.workloadapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.identity.Authority;
import io.lightwave.agent.identity.Entry;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// What plain HTTP answers to a caller. Of several identities the first counts, or the one of the parameter
/// `spiffe_id`.
final class HttpAnswers {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PEM = "application/x-pem-file";
    private static final int LONGEST_AUDIENCE = 2_000;

    private final Identification identification;
    private final InstantSource clock = InstantSource.system();

    HttpAnswers(Identification identification) {
        this.identification = identification;
    }

    record Answer(int status, String type, String body) {
        static Answer json(int status, Map<String, ?> members) {
            return new Answer(status, "application/json", JSON.writeValueAsString(members));
        }

        static Answer error(int status, String error) {
            return json(status, Map.of("error", error));
        }

        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    Answer answer(Caller caller, String method, String target) {
        try {
            if (!method.equals("GET")) {
                return Answer.error(405, "only GET");
            }
            int question = target.indexOf('?');
            String path = question < 0 ? target : target.substring(0, question);
            var query = query(question < 0 ? "" : target.substring(question + 1));
            return switch (path) {
                case "/token" -> token(caller, query);
                case "/jwt-svid" -> jwtSvid(caller, query);
                case "/certificate" -> certificate(caller, query);
                case "/bundle" -> bundle(caller, query);
                case "/federated-bundles" -> federatedBundles(caller);
                default -> Answer.error(404, "no such thing");
            };
        } catch (IllegalArgumentException malformed) {
            return Answer.error(400, String.valueOf(malformed.getMessage()));
        } catch (Authority.RefusedException refused) {
            return Answer.error(403, "not granted");
        } catch (Authority.AwayException away) {
            return Answer.error(503, "the server is away");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "the agent ends");
        } catch (NoIdentityException none) {
            return identification.identities().isKnown()
                    ? Answer.error(403, "no identity issued")
                    : Answer.error(503, "this machine is no node of its tenant now");
        }
    }

    private static final class NoIdentityException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private record Parameter(String name, String value) {}

    private static List<Parameter> query(String text) {
        var found = new ArrayList<Parameter>();
        for (String part : text.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                found.add(new Parameter(
                        URLDecoder.decode(equals < 0 ? part : part.substring(0, equals), UTF_8),
                        URLDecoder.decode(equals < 0 ? "" : part.substring(equals + 1), UTF_8)));
            }
        }
        return found;
    }

    /// The only value of a parameter.
    private static String one(List<Parameter> query, String name, boolean needed) {
        var values = query.stream()
                .filter(parameter -> parameter.name().equals(name))
                .toList();
        if (values.size() > 1
                || (needed && values.isEmpty())
                || values.stream()
                        .anyMatch(value ->
                                value.value().isEmpty() || value.value().length() > LONGEST_AUDIENCE)) {
            throw new IllegalArgumentException("needs one " + name);
        }
        return values.isEmpty() ? "" : values.getFirst().value();
    }

    private Entry entry(Caller caller, List<Parameter> query) throws InterruptedException, NoIdentityException {
        String spiffeId = one(query, "spiffe_id", false);
        return identification.entries(caller).stream()
                .filter(entry -> spiffeId.isEmpty() || entry.spiffeId().equals(spiffeId))
                .findFirst()
                .orElseThrow(NoIdentityException::new);
    }

    private Answer token(Caller caller, List<Parameter> query)
            throws InterruptedException, NoIdentityException, Authority.RefusedException, Authority.AwayException {
        String audience = one(query, "audience", false);
        var token = identification.identities().accessToken(entry(caller, query), audience);
        return Answer.json(
                200, Map.of("access_token", token.value(), "token_type", "Bearer", "expires_in", secondsOf(token)));
    }

    private Answer jwtSvid(Caller caller, List<Parameter> query)
            throws InterruptedException, NoIdentityException, Authority.RefusedException, Authority.AwayException {
        String audience = one(query, "audience", true);
        var entry = entry(caller, query);
        var token = identification.identities().jwtSvid(entry, Set.of(audience));
        return Answer.json(
                200, Map.of("svid", token.value(), "spiffe_id", entry.spiffeId(), "expires_in", secondsOf(token)));
    }

    private long secondsOf(Authority.Token token) {
        return Duration.between(clock.instant(), token.expiresAt()).toSeconds();
    }

    /// The chain and after it the key.
    private Answer certificate(Caller caller, List<Parameter> query)
            throws InterruptedException, NoIdentityException, Authority.AwayException {
        var svid = identification
                .identities()
                .x509Svid(entry(caller, query))
                .orElseThrow(() -> new Authority.AwayException("no certificate yet"));
        return new Answer(
                200,
                PEM,
                PemText.of(svid.chain()) + PemText.of("PRIVATE KEY", svid.key().getEncoded()));
    }

    private Answer bundle(Caller caller, List<Parameter> query) throws InterruptedException, NoIdentityException {
        entry(caller, query);
        var bundle = identification.identities().bundle().orElseThrow(NoIdentityException::new);
        return new Answer(200, PEM, PemText.of(bundle.anchors()));
    }

    /// The anchors in PEM of each foreign trust domain that the caller trusts, by its name.
    private Answer federatedBundles(Caller caller) throws InterruptedException, NoIdentityException {
        var entries = identification.entries(caller);
        if (entries.isEmpty()) {
            throw new NoIdentityException();
        }
        var bundles = new TreeMap<String, String>();
        identification
                .identities()
                .federated(entries)
                .forEach(bundle -> bundles.put(bundle.trustDomain(), PemText.of(bundle.anchors())));
        return Answer.json(200, bundles);
    }
}
