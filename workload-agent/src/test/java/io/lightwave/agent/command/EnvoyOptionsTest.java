package io.lightwave.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.agent.workloadapi.SecretDiscovery;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EnvoyOptionsTest {
    private static EnvoyOptions options(String... arguments) {
        return CommandLine.populateCommand(new EnvoyOptions(), arguments);
    }

    @Test
    void are_the_names_that_proxies_ask_for_by_default() {
        assertThat(options().names()).isEqualTo(SecretDiscovery.Names.USUAL);
    }

    @Test
    void are_others_when_they_are_told() {
        assertThat(options(
                                "--sds-svid-name=own",
                                "--sds-bundle-name=none",
                                "--sds-all-bundles-name=ROOTCA",
                                "--sds-no-spiffe-validator")
                        .names())
                .isEqualTo(new SecretDiscovery.Names("own", "none", "ROOTCA", true));
    }

    @Test
    void are_not_the_same_twice() {
        for (String twice :
                new String[] {"--sds-svid-name=ALL", "--sds-bundle-name=default", "--sds-all-bundles-name=ROOTCA"}) {
            assertThatThrownBy(() -> options(twice).names()).as(twice).hasMessageContaining("three different names");
        }
    }
}
