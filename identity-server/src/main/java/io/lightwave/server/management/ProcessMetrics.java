package io.lightwave.server.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.security.Provider;
import java.security.Security;

/// What the process uses, and whose cryptography signs for it.
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void bind(MeterRegistry registry) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Provider provider = Security.getProviders("Signature.SHA256withECDSA")[0];
        Gauge.builder("lightwave.crypto.provider", () -> 1)
                .description("Who signs: the first provider of ECDSA")
                .tag("provider", provider.getName())
                .tag("version", provider.getVersionStr())
                .register(registry);
    }
}
