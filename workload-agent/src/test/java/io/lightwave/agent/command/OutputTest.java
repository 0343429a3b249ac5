package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lightwave.agent.connection.Failure;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/// What goes out, and what an object on the command line is.
class OutputTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Nested
    class AsYaml {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"a\":{\"b\":[1,true,null,\"text\",[],{},[[2]],{\"c\":[\"d\"]}]},\"e\":\"\"}",
                    "[\"yes\",\"no\",\"on\",\"~\",\"null\",\"1\",\"1.5\",\"0x1F\",\"2026-01-01\",\"a: b\",\"# c\",\"- d\",\" e \"]",
                    "{\"yes\":1,\"12\":2,\"a:b\":3,\"urn:ietf:params:scim\":4,\"\":5}",
                    "[\"line\\nline\",\"tab\\t\",\"ü\\u2028\\u0007\",\"'\\\"\\\\\",\"*anchor\",\"&a\",\"!tag\",\"%d\",\"@a\",\"`\"]",
                    "\"plain text\"",
                    "{}"
                })
        void says_what_the_json_says(String json) {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(YamlText.of(JSON.readTree(json)));

            assertThat(JSON.readTree(JSON.writeValueAsString(read))).isEqualTo(JSON.readTree(json));
        }
    }

    @Nested
    class Objects {
        @Test
        void have_texts_json_and_inner_objects() {
            assertThat(Fields.read(
                                    null,
                                    List.of(
                                            "name=a=b:c",
                                            "enabled:=true",
                                            "users.enabled:=false",
                                            "users.lifetime=PT8H"))
                            .toString())
                    .isEqualTo(
                            "{\"name\":\"a=b:c\",\"enabled\":true,\"users\":{\"enabled\":false,\"lifetime\":\"PT8H\"}}");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "name | is neither NAME=TEXT nor NAME:=JSON",
                    "=x | is neither",
                    "a..b=x | is neither",
                    "a:=yes | is not JSON",
                    "a:=1 2 | is not JSON"
                })
        void are_refused_when_they_are_none(String field, String why) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Fields.read(null, List.of(field)))
                    .withMessageContaining(why)
                    .matches(failure -> failure.kind() == Failure.Kind.USAGE);
        }
    }
}
