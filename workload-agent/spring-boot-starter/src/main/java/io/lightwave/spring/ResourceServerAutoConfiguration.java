package io.lightwave.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestTemplate;

/// Accepts access tokens of the tenant (RFC 9068) for this audience, and of workloads that are known well enough.
@AutoConfiguration(
        beforeName =
                "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration")
@ConditionalOnClass(NimbusJwtDecoder.class)
@ConditionalOnProperty("lightwave.resource-server.issuer")
@EnableConfigurationProperties(ResourceServerProperties.class)
public class ResourceServerAutoConfiguration {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Bean
    @ConditionalOnMissingBean(JwtDecoder.class)
    JwtDecoder lightwaveAccessTokens(ResourceServerProperties properties) {
        String issuer = properties.issuer().toString();
        var decoder = NimbusJwtDecoder.withJwkSetUri(issuer + "/oauth2/jwks")
                .jwsAlgorithms(all -> all.addAll(List.of(
                        SignatureAlgorithm.ES256,
                        SignatureAlgorithm.ES384,
                        SignatureAlgorithm.ES512,
                        SignatureAlgorithm.PS256,
                        SignatureAlgorithm.RS256)))
                .validateType(false)
                .restOperations(operations(properties))
                .build();
        // with those of time, and of the certificate that a token is bound to (RFC 8705 §3)
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                new JwtTypeValidator("at+jwt"),
                new JwtIssuerValidator(issuer),
                new JwtAudienceValidator(properties.audience()),
                token -> isKnownWellEnough(token, properties.assurance()))));
        return decoder;
    }

    private static OAuth2TokenValidatorResult isKnownWellEnough(Jwt token, int least) {
        Object level = token.getClaim("assurance");
        boolean enough = least <= 0 || (level instanceof Number number && number.intValue() >= least);
        return enough
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", "the workload is not known well enough", null));
    }

    private static RestTemplate operations(ResourceServerProperties properties) {
        var http = HttpClient.newBuilder().connectTimeout(PATIENCE);
        Path bundle = properties.trustBundle();
        if (bundle != null) {
            http.sslContext(trusting(bundle));
        }
        var factory = new JdkClientHttpRequestFactory(http.build());
        factory.setReadTimeout(PATIENCE);
        return new RestTemplate(factory);
    }

    private static SSLContext trusting(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            int number = 0;
            for (var anchor : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("anchor-" + number++, anchor);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalStateException("cannot use lightwave.resource-server.trust-bundle", unusable);
        }
    }
}
