package io.lightwave.directory.dit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommonValuesTest {
    private final DirectorySchema schema = new DirectorySchema();
    private final CommonValues common = new CommonValues();

    private AttributeValues values(String attribute, String... texts) {
        List<byte[]> values = Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new AttributeValues(schema.require(attribute), values);
    }

    @Test
    void what_is_alike_is_kept_once() {
        AttributeValues first = common.shared(values("objectClass", "top", "person"));
        assertThat(common.shared(values("objectClass", "top", "person"))).isSameAs(first);
    }

    @Test
    void what_differs_in_attribute_value_number_or_order_stays_itself() {
        common.shared(values("cn", "a", "b"));
        for (AttributeValues other :
                List.of(values("sn", "a", "b"), values("cn", "a"), values("cn", "b", "a"), values("cn", "A", "b"))) {
            assertThat(common.shared(other)).isSameAs(other);
        }
    }

    @Test
    void what_has_the_same_place_as_another_is_not_taken_for_it() {
        for (int n = 0; n < 100_000; n++) {
            AttributeValues one = values("uid", "user" + n);
            assertThat(common.shared(one)).isSameAs(one);
        }
    }

    @Test
    void what_is_large_is_not_held_on_to() {
        common.shared(values("description", "x".repeat(1_000)));
        AttributeValues again = values("description", "x".repeat(1_000));
        assertThat(common.shared(again)).isSameAs(again);
    }

    @Test
    void the_name_of_an_author_is_kept_once_and_never_taken_for_anothers() {
        String first = common.author("uid=admin,%s".formatted("dc=acme"));
        assertThat(common.author("uid=admin,%s".formatted("dc=acme"))).isSameAs(first);
        for (int n = 0; n < 1_000; n++) {
            assertThat(common.author("uid=user" + n)).isEqualTo("uid=user" + n);
        }
    }
}
