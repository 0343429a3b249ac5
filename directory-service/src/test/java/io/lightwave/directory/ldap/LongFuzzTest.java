package io.lightwave.directory.ldap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [GuidedFuzzTest], for long: `mvn -Plong-fuzz -pl directory-service -am test`.
class LongFuzzTest extends GuidedFuzzTest {
    @Override
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m") // has to come last
    void decoders_refuse_what_they_do_not_take(byte[] input) {
        super.decoders_refuse_what_they_do_not_take(input);
    }
}
