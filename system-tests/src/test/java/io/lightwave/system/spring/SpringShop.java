package io.lightwave.system.spring;

import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// An application as its authors write it with Spring Boot: people sign in by OpenID Connect, and services call it with
/// access tokens, which it checks by the key set below `/jwt` and by introspection below `/opaque`. All
/// about the provider comes from its issuer.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringShop {

    /// @param arguments Spring Boot's properties
    public static void main(String[] arguments) {
        SpringApplication.run(SpringShop.class, arguments);
    }

    /// Of access tokens by RFC 9068, which Spring Security does not take unless it is told so.
    @Bean
    JwtDecoder accessTokens(
            @Value("${shop.issuer}") String issuer,
            @Value("${shop.audience}") String audience,
            @Value("${shop.caller}") String caller) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(issuer)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .validateType(false)
                .build();
        decoder.setJwtValidator(JwtValidators.createAtJwtValidator()
                .issuer(issuer)
                .audience(audience)
                .clientId(caller)
                .build());
        return decoder;
    }

    @Bean
    @Order(1)
    SecurityFilterChain byKeySet(HttpSecurity http) throws Exception {
        return http.securityMatcher("/jwt/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("SCOPE_orders"))
                .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain byIntrospection(HttpSecurity http) throws Exception {
        return http.securityMatcher("/opaque/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.opaqueToken(Customizer.withDefaults()))
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain people(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
        var atTheProviderToo = new OidcClientInitiatedLogoutSuccessHandler(clients);
        atTheProviderToo.setPostLogoutRedirectUri("{baseUrl}/bye");
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/bye")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2Login(Customizer.withDefaults())
                .logout(logout -> logout.logoutSuccessHandler(atTheProviderToo))
                .csrf(csrf -> csrf.ignoringRequestMatchers("/logout"))
                .build();
    }

    @RestController
    static class Pages {
        @GetMapping("/me")
        Map<String, Object> me(@AuthenticationPrincipal OidcUser person) {
            return Map.of(
                    "sub", person.getSubject(),
                    "email", String.valueOf(person.getEmail()),
                    "issuer", String.valueOf(person.getIssuer()),
                    "name", person.getName());
        }

        @GetMapping("/jwt/orders")
        Map<String, Object> byKeySet(@AuthenticationPrincipal Jwt token) {
            return Map.of("sub", token.getSubject(), "audience", token.getAudience());
        }

        @GetMapping("/opaque/orders")
        Map<String, Object> byIntrospection(
                @AuthenticationPrincipal OAuth2AuthenticatedPrincipal caller, Authentication authentication) {
            return Map.of("sub", caller.getName(), "authenticated", authentication.isAuthenticated());
        }

        @GetMapping("/bye")
        String bye() {
            return "bye";
        }
    }
}
