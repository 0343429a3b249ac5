/// The words of pages and letters, in every language there is a catalogue of, and which of them somebody reads: by
/// `ui_locales` (OpenID Connect Core §3.1.2.1), by `Accept-Language` (RFC 9110 §12.5.4, RFC 4647 §3.4), else the
/// tenant's own.
@NullMarked
package io.lightwave.token.language;

import org.jspecify.annotations.NullMarked;
