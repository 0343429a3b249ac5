package io.lightwave.server.web;

import io.lightwave.ca.CertificateEnrollment;
import io.lightwave.directory.Audit;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.tls.ServerIdentity;
import io.lightwave.token.CrossOriginRequests;
import io.lightwave.token.DirectEndpoints;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// Listeners, the dispatcher and what every request passes.
@Configuration(proxyBeanMethods = false)
@Import(OperationMappings.WebSupport.class)
public class WebConfiguration {

    @Bean
    JsonMapper jsonMapper() {
        return StrictJson.mapper()
                .rebuild()
                .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
                .build();
    }

    @Bean
    PathTenants pathTenants(Tenants tenants) {
        return new PathTenants(tenants);
    }

    @Bean
    Problems problems(JsonMapper mapper) {
        return new Problems(mapper);
    }

    @Bean
    Connections connections() {
        return new Connections(Runtime.getRuntime().maxMemory());
    }

    @Bean
    TomcatServletWebServerFactory webServerFactory(
            Settings settings, ServerIdentity identity, Connections connections) {
        return new HttpListeners(settings.listeners(), settings.httpPatience(), identity, connections).factory();
    }

    @Bean
    FilterRegistrationBean<RequestBoundary> requestBoundary(
            Problems problems, MeterRegistry registry, Settings settings, Connections connections) {
        var filter = new RequestBoundary(
                problems, new HttpMetrics(registry), new PkiListener(settings.listeners()), connections);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ShortWay> shortWay(
            CrossOriginRequests crossOrigin, DirectEndpoints endpoints, Problems problems) {
        var registration = new FilterRegistrationBean<>(new ShortWay(crossOrigin, endpoints, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5); // within the boundary, before the security chains
        return registration;
    }

    @Bean
    FilterRegistrationBean<EnrollmentWay> enrollmentWay(
            CertificateEnrollment enrollment, PathTenants tenants, ProblemAdvice advice, Problems problems) {
        var registration = new FilterRegistrationBean<>(new EnrollmentWay(enrollment, tenants, advice, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 30); // behind the gate and the filters that go with it
        return registration;
    }

    @Bean
    DispatcherServlet dispatcherServlet() {
        return new DispatcherServlet();
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> dispatcherRegistration(DispatcherServlet dispatcher) {
        var registration = new ServletRegistrationBean<>(dispatcher, "/");
        registration.setName("dispatcher");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    ProblemAdvice problemAdvice(Audit audit) {
        return new ProblemAdvice(audit);
    }

    @Bean
    WellFormedTexts wellFormedTexts(JsonMapper mapper) {
        return new WellFormedTexts(mapper);
    }

    @Bean
    ProblemIds problemIds() {
        return new ProblemIds();
    }

    @Bean
    WebMvcConfigurer mvc(JsonMapper mapper, PathTenants tenants) {
        return new WebMvcConfigurer() {
            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters
                        .disableDefaults()
                        .withStringConverter(new StringHttpMessageConverter(java.nio.charset.StandardCharsets.UTF_8))
                        .withJsonConverter(new JacksonJsonHttpMessageConverter(mapper))
                        .addCustomConverter(new ByteArrayHttpMessageConverter());
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new RequestArguments());
            }

            @Override
            public void addFormatters(FormatterRegistry registry) {
                registry.addConverter(
                        String.class,
                        TenantId.class,
                        text -> tenants.find(text).orElseThrow(UnknownTenantException::new));
            }
        };
    }
}
