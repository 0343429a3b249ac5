package io.lightwave.server.configuration;

import io.lightwave.server.configuration.Inventory.Stored;
import io.lightwave.server.configuration.TenantFiles.Wanted;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// One object's way from what there is to what is wanted.
sealed interface Step {
    Kind kind();

    String name();

    /// @param unshown the values of the fields that the API does not show, by path
    record Create(Wanted wanted, Map<String, String> unshown) implements Step {
        @Override
        public Kind kind() {
            return wanted.kind();
        }

        @Override
        public String name() {
            return wanted.name();
        }
    }

    /// @param patch of the fields that are shown; empty when only others are different
    /// @param unshown those of the others that are not what was applied last
    record Alter(Wanted wanted, Stored stored, ObjectNode patch, Map<String, String> unshown) implements Step {
        @Override
        public Kind kind() {
            return wanted.kind();
        }

        @Override
        public String name() {
            return wanted.name();
        }
    }

    record Delete(Stored stored) implements Step {
        @Override
        public Kind kind() {
            return stored.kind();
        }

        @Override
        public String name() {
            return stored.name();
        }
    }
}
