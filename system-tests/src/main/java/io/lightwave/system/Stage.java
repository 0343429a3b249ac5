package io.lightwave.system;

import java.nio.file.Path;
import java.util.Map;

/// Where the demo's two programs run: in containers when an engine answers, as plain processes otherwise.
interface Stage extends AutoCloseable {

    /// In words, for the audience.
    String description();

    /// Starts the billing service in the background.
    void startBilling(Map<String, String> environment);

    /// Runs the payments workload to its end.
    ///
    /// @param evidence the file with its platform token
    Shell.Result runPayments(Map<String, String> environment, Path evidence);

    /// What the billing service has printed so far.
    String billingOutput();

    @Override
    void close();
}
