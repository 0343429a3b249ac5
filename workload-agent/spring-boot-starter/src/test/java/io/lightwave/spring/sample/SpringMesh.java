package io.lightwave.spring.sample;

import io.lightwave.spring.AgentIdentity;
import io.lightwave.spring.AgentTokens;
import java.net.http.HttpClient;
import java.security.cert.X509Certificate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/// One of two services that call each other all the time, by mutual TLS and with an access token, as their authors
/// write them with the starter. Each says after each call what came of it.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringMesh {

    /// @param arguments Spring Boot's properties
    public static void main(String[] arguments) {
        SpringApplication.run(SpringMesh.class, arguments);
    }

    @Bean
    SecurityFilterChain withToken(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                .build();
    }

    @RestController
    static class Greeting {
        /// Who calls, by the token and by the certificate, and which one that was.
        @GetMapping("/hello")
        String hello(
                @AuthenticationPrincipal Jwt token,
                @RequestAttribute("jakarta.servlet.request.X509Certificate") X509Certificate[] shown)
                throws Exception {
            return "%s %s %s"
                    .formatted(
                            token.getSubject(),
                            shown[0].getSubjectAlternativeNames()
                                    .iterator()
                                    .next()
                                    .get(1),
                            shown[0].getSerialNumber().toString(16));
        }
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> calls(
            SslBundles bundles,
            AgentTokens tokens,
            AgentIdentity identity,
            @Value("${mesh.other}") String other,
            @Value("${mesh.audience}") String audience) {
        var http = HttpClient.newBuilder()
                .sslContext(bundles.getBundle("lightwave").createSslContext())
                .build();
        var client = RestClient.builder()
                .baseUrl(other)
                .requestFactory(new JdkClientHttpRequestFactory(http))
                .requestInterceptor(tokens.bearer(audience))
                .build();
        return _ -> Thread.ofPlatform().daemon().start(() -> {
            System.out.println("ready " + identity.spiffeId());
            boolean begun = false; // the other may not be up yet
            while (true) {
                String said;
                try {
                    said = "ok " + client.get().uri("/hello").retrieve().body(String.class);
                    begun = true;
                } catch (RuntimeException failed) {
                    said = begun ? "failed " + failed : "waits " + failed;
                }
                System.out.println(said);
            }
        });
    }
}
