package io.lightwave.agent.workloadapi;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.identity.Authority;
import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import io.lightwave.agent.identity.JwtSvidCheck;
import io.lightwave.agent.identity.SpiffeIds;
import io.lightwave.agent.identity.X509Svid;
import io.lightwave.agent.proto.ProtoReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// `SpiffeWorkloadAPI`: the X.509 and the JWT profile (SPIFFE Workload API §5 and §6). The WIT profile is not there,
/// and answers `Unimplemented`.
public final class WorkloadApi implements BindableService {
    private static final String NAME = "SpiffeWorkloadAPI";
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MOST_AUDIENCES = 20;
    private static final int LONGEST_AUDIENCE = 2_000;

    private final Identification identification;
    private final Identities identities;
    private final InstantSource clock;

    public WorkloadApi(Identification identification, InstantSource clock) {
        this.identification = identification;
        this.identities = identification.identities();
        this.clock = clock;
    }

    @Override
    public ServerServiceDefinition bindService() {
        var service = ServerServiceDefinition.builder(NAME)
                .addMethod(stream("FetchX509SVID"), subscribing(this::x509Svids))
                .addMethod(
                        stream("FetchX509Bundles"),
                        subscribing(
                                entries -> Optional.of(Messages.x509Bundles(bundle(), identities.federated(entries)))))
                .addMethod(
                        stream("FetchJWTBundles"),
                        subscribing(
                                entries -> Optional.of(Messages.jwtBundles(bundle(), identities.federated(entries)))))
                .addMethod(single("FetchJWTSVID"), Calls.unary(this::jwtSvids))
                .addMethod(single("ValidateJWTSVID"), Calls.unary(this::validate))
                .build();
        return ServerInterceptors.intercept(service, WorkloadApi::checked);
    }

    private static MethodDescriptor<byte[], byte[]> stream(String method) {
        return method(method, MethodDescriptor.MethodType.SERVER_STREAMING);
    }

    private static MethodDescriptor<byte[], byte[]> single(String method) {
        return method(method, MethodDescriptor.MethodType.UNARY);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setRequestMarshaller(Calls.OCTETS)
                .setResponseMarshaller(Calls.OCTETS)
                .build();
    }

    /// §3.1: without the header the call may be one that somebody was tricked into.
    private static <Q, A> io.grpc.ServerCall.Listener<Q> checked(
            io.grpc.ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var values = headers.getAll(HEADER);
        if (values != null) {
            var shown = new ArrayList<String>();
            values.forEach(shown::add);
            if (shown.equals(List.of("true"))) {
                return next.startCall(call, headers);
            }
        }
        call.close(
                Status.INVALID_ARGUMENT.withDescription("needs the header workload.spiffe.io: true"), new Metadata());
        return new io.grpc.ServerCall.Listener<>() {};
    }

    private ServerCallHandler<byte[], byte[]> subscribing(Subscription.Source source) {
        return Calls.handler((caller, request, call) -> {
            ProtoReader.of(request);
            bundle();
            var found = identification.find(caller);
            if (identification.entries(caller, found.selectors()).isEmpty()) {
                throw RefusalException.noIdentity();
            }
            return new Subscription(identification, caller, found, source, call).begin();
        });
    }

    private Bundle bundle() throws RefusalException {
        return identities.bundle().orElseThrow(RefusalException::notReady);
    }

    /// Nothing is said while none has been fetched yet.
    private Optional<byte[]> x509Svids(List<Entry> entries) throws RefusalException {
        var svids = new ArrayList<Messages.Given<X509Svid>>();
        for (Entry entry : entries) {
            identities.x509Svid(entry).ifPresent(svid -> svids.add(new Messages.Given<>(entry, svid)));
        }
        return svids.isEmpty()
                ? Optional.empty()
                : Optional.of(Messages.x509Svids(svids, bundle(), identities.federated(entries)));
    }

    private byte[] jwtSvids(Caller caller, byte[] request) throws RefusalException, InterruptedException {
        var asked = ProtoReader.of(request);
        var audiences = new LinkedHashSet<>(asked.texts(1));
        if (audiences.isEmpty()
                || audiences.size() > MOST_AUDIENCES
                || audiences.stream().anyMatch(one -> one.isEmpty() || one.length() > LONGEST_AUDIENCE)) {
            throw new IllegalArgumentException("audience must be specified, with 1 to 20 values");
        }
        String spiffeId = asked.text(2);
        if (!spiffeId.isEmpty() && !SpiffeIds.isOne(spiffeId)) {
            throw new IllegalArgumentException("spiffe_id is not a SPIFFE ID");
        }
        bundle();
        var entries = identification.entries(caller).stream()
                .filter(entry -> spiffeId.isEmpty() || entry.spiffeId().equals(spiffeId))
                .toList();
        if (entries.isEmpty()) {
            throw RefusalException.noIdentity();
        }
        var svids = new ArrayList<Messages.Given<Authority.Token>>();
        try {
            for (Entry entry : entries) {
                svids.add(new Messages.Given<>(entry, identities.jwtSvid(entry, audiences)));
            }
        } catch (Authority.RefusedException refused) {
            throw RefusalException.noIdentity();
        } catch (Authority.AwayException away) {
            throw RefusalException.away();
        }
        return Messages.jwtSvids(svids);
    }

    private byte[] validate(Caller caller, byte[] request) throws RefusalException, InterruptedException {
        var asked = ProtoReader.of(request);
        String audience = asked.text(1);
        String svid = asked.text(2);
        if (audience.isEmpty() || svid.isEmpty()) {
            throw new IllegalArgumentException("audience and svid must be specified");
        }
        var bundles = new ArrayList<Bundle>();
        bundles.add(bundle());
        var entries = identification.entries(caller);
        if (entries.isEmpty()) {
            throw RefusalException.noIdentity();
        }
        bundles.addAll(identities.federated(entries));
        var verified = JwtSvidCheck.verify(svid, audience, bundles, clock.instant());
        return Messages.validated(verified.spiffeId(), verified.claims());
    }
}
