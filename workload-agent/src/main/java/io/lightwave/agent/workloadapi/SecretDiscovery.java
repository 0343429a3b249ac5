package io.lightwave.agent.workloadapi;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import io.lightwave.agent.proto.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Envoy's `SecretDiscoveryService` (API version 3), for whom the caller is found to be. A secret is asked for by name:
/// `default` is the first identity's certificate, a SPIFFE ID that identity's, `ROOTCA` or the trust domain's SPIFFE ID
/// the anchors, the SPIFFE ID of a foreign trust domain that the caller trusts the anchors of that one, and `ALL` those
/// of each, kept apart for Envoy's validator of SPIFFE; without names it is every certificate and the anchors by trust
/// domain. An Envoy that has that validator gets all anchors for it: a trust domain's authorities sign for
/// others than workloads too. A name that the caller does not have is left out, and comes when he has it.
/// Incremental discovery (`DeltaSecrets`) is `Unimplemented`.
public final class SecretDiscovery implements BindableService {
    private static final String NAME = "envoy.service.secret.v3.SecretDiscoveryService";

    private final Identification identification;
    private final Identities identities;
    private final Names names;

    public SecretDiscovery(Identification identification, Names names) {
        this.identification = identification;
        this.identities = identification.identities();
        this.names = names;
    }

    /// What is asked for by other names than SPIFFE IDs.
    ///
    /// @param certificate of the first identity
    /// @param anchors of the trust domain
    /// @param allAnchors of it and of those that the caller trusts besides, where `anchors` has another name
    /// @param plain whether only those get anchors for Envoy's validator of SPIFFE who ask for it
    public record Names(String certificate, String anchors, String allAnchors, boolean plain) {
        public static final Names USUAL = new Names("default", "ROOTCA", "ALL", false);

        private boolean isForValidator(SecretMessages.Proxy proxy) {
            return proxy.knowsSpiffe() && !proxy.plain().orElse(plain);
        }
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(method("StreamSecrets", MethodType.BIDI_STREAMING), (call, _) -> {
                    call.request(1);
                    return new SecretStream(this, identities, caller(call), call);
                })
                .addMethod(method("FetchSecrets", MethodType.UNARY), Calls.unary(this::fetch))
                .build();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setRequestMarshaller(Calls.OCTETS)
                .setResponseMarshaller(Calls.OCTETS)
                .build();
    }

    private static Caller caller(ServerCall<byte[], byte[]> call) {
        return Objects.requireNonNull(call.getAttributes().get(PeerNegotiator.CALLER), "no caller");
    }

    private byte[] fetch(Caller caller, byte[] message) throws RefusalException, InterruptedException {
        var request = checked(message);
        bundle();
        var entries = identification.entries(caller);
        if (entries.isEmpty()) {
            throw RefusalException.noIdentity();
        }
        var secrets = secrets(entries, request.names(), request.proxy().orElse(SecretMessages.Proxy.SILENT));
        String version = SecretMessages.version(secrets);
        return SecretMessages.response(version, version, secrets);
    }

    /// @throws IllegalArgumentException when it is no request for secrets
    static SecretMessages.Request checked(byte[] message) {
        var request = SecretMessages.Request.of(message);
        if (!request.typeUrl().isEmpty() && !request.typeUrl().equals(SecretMessages.SECRET)) {
            throw new IllegalArgumentException("only secrets are given here");
        }
        return request;
    }

    Identification.Found find(Caller caller) throws RefusalException, InterruptedException {
        bundle();
        var found = identification.find(caller);
        if (identification.entries(caller, found.selectors()).isEmpty()) {
            throw RefusalException.noIdentity();
        }
        return found;
    }

    private Bundle bundle() throws RefusalException {
        return identities.bundle().orElseThrow(RefusalException::notReady);
    }

    /// Those of the names that the caller has, in the order in which they were asked for.
    List<ProtoWriter> secrets(List<Entry> entries, List<String> asked, SecretMessages.Proxy proxy)
            throws RefusalException {
        var bundle = bundle();
        var federated = Messages.withAnchors(identities.federated(entries));
        var wanted = new ArrayList<>(asked);
        if (asked.isEmpty()) {
            entries.forEach(entry -> wanted.add(entry.spiffeId()));
            wanted.add(bundle.trustDomainId());
            federated.forEach(foreign -> wanted.add(foreign.trustDomainId()));
        }
        return wanted.stream()
                .distinct()
                .flatMap(name -> secret(entries, bundle, federated, name, names.isForValidator(proxy)).stream())
                .toList();
    }

    private Optional<ProtoWriter> secret(
            List<Entry> entries, Bundle bundle, List<Bundle> federated, String name, boolean forValidator) {
        if (name.equals(names.anchors()) || name.equals(bundle.trustDomainId())) {
            return Optional.of(anchors(name, bundle, forValidator));
        }
        if (name.equals(names.allAnchors())) {
            return Optional.of(SecretMessages.anchorsByDomain(
                    name, Stream.concat(Stream.of(bundle), federated.stream()).toList()));
        }
        var foreign = federated.stream()
                .filter(each -> each.trustDomainId().equals(name))
                .findFirst();
        if (foreign.isPresent()) {
            return Optional.of(anchors(name, foreign.get(), forValidator));
        }
        return entries.stream()
                .filter(entry ->
                        name.equals(names.certificate()) || entry.spiffeId().equals(name))
                .findFirst()
                .flatMap(identities::x509Svid)
                .map(svid -> SecretMessages.certificate(name, svid));
    }

    private static ProtoWriter anchors(String name, Bundle bundle, boolean forValidator) {
        return forValidator
                ? SecretMessages.anchorsByDomain(name, List.of(bundle))
                : SecretMessages.anchors(name, bundle);
    }
}
