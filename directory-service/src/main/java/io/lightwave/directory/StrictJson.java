package io.lightwave.directory;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT;
import static tools.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// How Lightwave reads and writes JSON: unknown and repeated names, trailing content, numbers for
/// strings, `null` in lists and maps (unless it says something there, [Nulls#SET]) and nesting
/// deeper than 32 are refused; what is absent is left out.
public final class StrictJson {
    private static final int MAXIMUM_DEPTH = 32;
    private static final int MAXIMUM_NUMBER_LENGTH = 100;

    private StrictJson() {}

    /// JSON as text: UTF-8 without a mark of its order (RFC 8259 §8.1), nor NUL, which no JSON has and
    /// each other encoding of it. A reader that guesses encodings would see another object than one that does not.
    ///
    /// @throws IllegalArgumentException when it is anything else
    public static String text(byte[] json) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            if (text.startsWith("\uFEFF") || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a byte order mark or NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    public static JsonMapper mapper() {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAXIMUM_DEPTH)
                                .maxNumberLength(MAXIMUM_NUMBER_LENGTH)
                                .build())
                        .build())
                .changeDefaultPropertyInclusion(_ -> JsonInclude.Value.construct(NON_ABSENT, ALWAYS))
                .changeDefaultNullHandling(_ -> JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, Fail)
                                .setCoercion(CoercionInputShape.Float, Fail)
                                .setCoercion(CoercionInputShape.Boolean, Fail))
                .build();
    }
}
