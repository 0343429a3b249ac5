/// A tenant's configuration as files in git: exported, compared and applied. What a file says is done by requests of
/// the REST API within this server, so that it is checked and permitted as they are.
@NullMarked
package io.lightwave.server.configuration;

import org.jspecify.annotations.NullMarked;
