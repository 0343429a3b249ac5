package io.lightwave.server.web;

import io.lightwave.server.settings.HttpPatience;
import io.lightwave.server.settings.Listeners;
import io.lightwave.server.tls.ServerIdentity;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLContext;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;

/// The Tomcat connectors: HTTPS, HTTPS that asks for a client certificate, plain HTTP for CRLs, and on demand one on
/// loopback for measurements.
final class HttpListeners {
    private static final int MAXIMUM_SWALLOWED_BYTES = 8 << 20; // so that a client that sends too much reads the 413
    private static final int MAXIMUM_HEADER_BYTES = 16 << 10;
    private static final int MAXIMUM_HEADERS = 100;
    private static final int MAXIMUM_PARAMETERS = 200;
    /// Of the heap, for the connections of each listener.
    private static final double SHARE = 0.25;

    private static final double SHARE_OF_AGENTS = 0.5;
    private static final double SHARE_OF_OTHERS = 0.125;
    /// What a connection takes whose request has come in.
    private static final int BYTES = 72 << 10;
    /// What one takes with a stream, which is being answered all the time, as a heap histogram shows it.
    private static final int BYTES_OF_AGENT = 160 << 10;
    private static final int MAXIMUM_BACKLOG = 10_000; // or what the kernel permits; containers start together
    private static final int MAXIMUM_KEPT_ALIVE = 10_000;
    /// RFC 9325 §4.2 (BCP 195) recommends these and no others.
    private static final String TLS_1_2_CIPHERS = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
            + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

    private final Listeners listeners;
    private final ServerIdentity identity;
    private final HttpPatience patience;
    private final Connections connections;

    HttpListeners(Listeners listeners, HttpPatience patience, ServerIdentity identity, Connections connections) {
        this.connections = connections;
        this.listeners = listeners;
        this.patience = patience;
        this.identity = identity;
    }

    TomcatServletWebServerFactory factory() {
        var factory = new TomcatServletWebServerFactory(listeners.https());
        factory.setAddress(listeners.address());
        factory.setProtocol(PatientHttp11.class.getName());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.addConnectorCustomizers(connector -> {
            bound(connector, listeners.address(), SHARE, BYTES);
            secured(connector, identity.tomcatContext(), "none");
        });
        factory.addAdditionalConnectors(mutualTls(), pki());
        listeners.plainHttp().ifPresent(port -> factory.addAdditionalConnectors(measurement(port)));
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
        return factory;
    }

    private Connector mutualTls() {
        Connector connector = connector(listeners.mtls(), listeners.address(), SHARE_OF_AGENTS, BYTES_OF_AGENT);
        secured(connector, identity.tomcatMutualContext(), "optional");
        return connector;
    }

    private Connector pki() {
        return connector(listeners.http(), listeners.address(), SHARE_OF_OTHERS, BYTES);
    }

    private Connector measurement(int port) {
        Connector connector = connector(port, InetAddress.getLoopbackAddress(), SHARE_OF_OTHERS, BYTES);
        connector.setScheme("https"); // answers are the same as behind TLS
        connector.setSecure(true);
        return connector;
    }

    private Connector connector(int port, InetAddress address, double share, int bytesEach) {
        Connector connector = new Connector(PatientHttp11.class.getName());
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        bound(connector, address, share, bytesEach);
        return connector;
    }

    private void bound(Connector connector, InetAddress address, double share, int bytesEach) {
        connector.setMaxPostSize(LimitedBody.MAXIMUM_BYTES);
        connector.setMaxParameterCount(MAXIMUM_PARAMETERS);
        connector.setEncodedSolidusHandling("passthrough"); // for OCSP by GET; the firewall refuses it elsewhere
        connector.setXpoweredBy(false);
        connector.setAllowTrace(true); // refused by RequestBoundary, as a problem
        if (connector.getProtocolHandler() instanceof PatientHttp11 http) {
            connections.bound(http, share, bytesEach);
            http.setAddress(address);
            http.setExecutor(new VirtualThreadExecutor("http-"));
            http.setPatience(patience.request());
            http.setConnectionTimeout((int) patience.request().toMillis());
            http.setKeepAliveTimeout((int) patience.idle().toMillis());
            http.setMaxKeepAliveRequests(MAXIMUM_KEPT_ALIVE);
            http.setAcceptCount(MAXIMUM_BACKLOG);
            http.setMaxHttpRequestHeaderSize(MAXIMUM_HEADER_BYTES);
            http.setMaxHeaderCount(MAXIMUM_HEADERS);
            http.setMaxSwallowSize(MAXIMUM_SWALLOWED_BYTES);
            http.setServerRemoveAppProvidedValues(true);
        }
    }

    private static void secured(Connector connector, SSLContext context, String verification) {
        connector.setScheme("https");
        connector.setSecure(true);
        if (connector.getProtocolHandler() instanceof Http11NioProtocol http) {
            http.setSSLEnabled(true);
            var host = new SSLHostConfig();
            host.setProtocols("TLSv1.2+TLSv1.3");
            host.setCiphers(TLS_1_2_CIPHERS);
            host.setCertificateVerification(verification);
            var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setSslContext(context);
            host.addCertificate(certificate);
            http.addSslHostConfig(host);
        }
    }
}
