package io.lightwave.ca;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.JsonNode;

/// The module's endpoints behind Spring's own dispatcher; what the server's security chain would prove comes as a
/// request attribute.
public final class Door {
    private static final String CALLER = "caller";

    private final MockMvc mvc;

    private Door(MockMvc mvc) {
        this.mvc = mvc;
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {
        @Bean
        Door door(ApplicationContext context) {
            return new Door(MockMvcBuilders.standaloneSetup(context.getBeansWithAnnotation(RestController.class)
                            .values()
                            .toArray())
                    .setCustomArgumentResolvers(new CallerAttribute())
                    .setControllerAdvice(new Problems())
                    .setMessageConverters(
                            new org.springframework.http.converter.ByteArrayHttpMessageConverter(),
                            new org.springframework.http.converter.StringHttpMessageConverter(StandardCharsets.UTF_8),
                            new JacksonJsonHttpMessageConverter(StrictJson.mapper()))
                    .build());
        }
    }

    public static final class Answer {
        private final MockHttpServletResponse response;

        private Answer(MockHttpServletResponse response) {
            this.response = response;
        }

        public int status() {
            return response.getStatus();
        }

        public String type() {
            return Objects.requireNonNullElse(response.getContentType(), "");
        }

        public String header(String name) {
            return Objects.requireNonNullElse(response.getHeader(name), "");
        }

        public byte[] body() {
            return response.getContentAsByteArray();
        }

        public String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return StrictJson.mapper().readTree(body());
        }
    }

    public Answer get(String path, @Nullable Caller caller, String... headers) {
        var request = MockMvcRequestBuilders.get(java.net.URI.create(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request, caller);
    }

    public Answer post(String path, @Nullable Caller caller, @Nullable String type, byte[] body) {
        var request = MockMvcRequestBuilders.post(java.net.URI.create(path)).content(body);
        if (type != null) {
            request.contentType(type);
        }
        return send(request, caller);
    }

    private Answer send(MockHttpServletRequestBuilder request, @Nullable Caller caller) {
        try {
            if (caller != null) {
                request.requestAttr(CALLER, caller);
            }
            return new Answer(mvc.perform(request).andReturn().getResponse());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static final class CallerAttribute implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return Objects.requireNonNull(request.getAttribute(CALLER, NativeWebRequest.SCOPE_REQUEST));
        }
    }

    @RestControllerAdvice
    static final class Problems extends ResponseEntityExceptionHandler {
        @ExceptionHandler
        public ResponseEntity<Map<String, String>> invalid(InvalidFieldException invalid) {
            return ResponseEntity.badRequest().body(Map.of("field", invalid.field()));
        }
    }
}
