package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.workloadapi.SecretDiscovery;
import picocli.CommandLine.Option;

/// By which names Envoy asks for secrets (SDS), and what for. Istio asks for `ROOTCA` when it means all anchors.
final class EnvoyOptions {
    @Option(
            names = "--sds-svid-name",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The secret that is the first identity's certificate (default: ${DEFAULT-VALUE}).")
    String certificate = "";

    @Option(
            names = "--sds-bundle-name",
            paramLabel = "NAME",
            defaultValue = "ROOTCA",
            description = "The secret that is the trust domain's anchors (default: ${DEFAULT-VALUE}).")
    String anchors = "";

    @Option(
            names = "--sds-all-bundles-name",
            paramLabel = "NAME",
            defaultValue = "ALL",
            description = "The secret that is the anchors of each trust domain that the caller trusts, kept apart"
                    + " (default: ${DEFAULT-VALUE}).")
    String allAnchors = "";

    @Option(
            names = "--sds-no-spiffe-validator",
            description = "Gives anchors without Envoy's validator of SPIFFE, unless a proxy's metadata ask for it.")
    boolean plain;

    SecretDiscovery.Names names() {
        var names = new SecretDiscovery.Names(certificate, anchors, allAnchors, plain);
        if (certificate.equals(anchors) || certificate.equals(allAnchors) || anchors.equals(allAnchors)) {
            throw new Failure(Failure.Kind.USAGE, "takes three different names of secrets for Envoy");
        }
        return names;
    }
}
