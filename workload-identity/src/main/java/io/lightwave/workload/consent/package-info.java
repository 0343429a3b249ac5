/// Two consents before anything gets an identity: the operator's of the installation to who proves it, and the
/// tenant's, which is the rule.
@NullMarked
package io.lightwave.workload.consent;

import org.jspecify.annotations.NullMarked;
