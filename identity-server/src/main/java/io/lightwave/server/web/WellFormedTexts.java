package io.lightwave.server.web;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

/// Refuses JSON bodies that are not UTF-8, and such with half a surrogate pair (RFC 7493 §2.1) or a NUL, which
/// PostgreSQL keeps in no text, by the name of the field.
@ControllerAdvice
final class WellFormedTexts extends RequestBodyAdviceAdapter {
    private static final String ESCAPE = "\\u"; // without one there is neither

    private final JsonMapper json;

    WellFormedTexts(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converterType);
    }

    /// @throws InvalidFieldException that names the field, or the object with a member of such a name
    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        byte[] body = message.getBody().readAllBytes();
        String text = text(body, message);
        if (text.contains(ESCAPE)) {
            requireAll(text);
        }
        return new Body(new ByteArrayInputStream(body), message.getHeaders());
    }

    private record Body(InputStream stream, HttpHeaders headers) implements HttpInputMessage {
        @Override
        public InputStream getBody() {
            return stream;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }

    private static String text(byte[] body, HttpInputMessage message) {
        try {
            return StrictJson.text(body);
        } catch (IllegalArgumentException e) {
            throw new HttpMessageNotReadableException("no JSON: " + e.getMessage(), e, message);
        }
    }

    private void requireAll(String text) {
        try (JsonParser parser = json.createParser(text)) {
            while (parser.nextToken() != null) {
                switch (parser.currentToken()) {
                    case VALUE_STRING -> require(parser.getString(), parser.streamReadContext());
                    case PROPERTY_NAME ->
                        require(parser.currentName(), parser.streamReadContext().getParent());
                    default -> {}
                }
            }
        } catch (JacksonException e) {
            // no JSON: who reads it says so
        }
    }

    private static void require(String text, TokenStreamContext where) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidFieldException(path(where), "has a NUL, which no text may have");
        }
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            throw new InvalidFieldException(path(where), "is no Unicode text");
        }
    }

    private static String path(TokenStreamContext where) {
        if (where.inRoot()) {
            return "";
        }
        String above = path(where.getParent());
        if (where.inArray()) {
            return "%s[%d]".formatted(above, where.getCurrentIndex());
        }
        return above.isEmpty() ? where.currentName() : above + "." + where.currentName();
    }
}
