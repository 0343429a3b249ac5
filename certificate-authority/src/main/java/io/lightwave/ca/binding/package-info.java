/// Who may make an ACME account (external account binding, RFC 8555 §7.3.4): a subject of the tenant, for names that an
/// operator listed (RFC 8555 §7.1.4, RFC 8738 §3).
@NullMarked
package io.lightwave.ca.binding;

import org.jspecify.annotations.NullMarked;
