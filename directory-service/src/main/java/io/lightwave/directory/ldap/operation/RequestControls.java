package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The controls of a request as far as they are known and make sense with it (RFC 4511 §4.1.11).
final class RequestControls {
    static final RequestControls NONE = new RequestControls(Map.of());

    private final Map<KnownControl, Control> controls;

    private RequestControls(Map<KnownControl, Control> controls) {
        this.controls = controls;
    }

    interface Decoder<T> {
        T decode(Control control) throws LDAPException;
    }

    /// Passes over what is not known, unless it is critical.
    static RequestControls of(LdapRequest.Kind operation, List<Control> given) throws RefusedException {
        if (given.isEmpty()) {
            return NONE;
        }
        var known = new EnumMap<KnownControl, Control>(KnownControl.class);
        for (Control control : given) {
            Optional<KnownControl> one = KnownControl.of(control.getOID(), operation);
            if (one.isEmpty() && control.isCritical()) {
                throw new RefusedException(
                        ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "a critical control that is unknown here");
            }
            if (one.filter(KnownControl.WITHOUT_VALUE::contains).isPresent()
                    && control.getValue() != null
                    && control.getValue().getValueLength() > 0) {
                throw new RefusedException(ResultCode.PROTOCOL_ERROR, "a control that has no value has one");
            }
            if (one.isPresent() && known.put(one.get(), control) != null) {
                throw new RefusedException(ResultCode.PROTOCOL_ERROR, "a control is given twice");
            }
        }
        return known.isEmpty() ? NONE : new RequestControls(known);
    }

    boolean isEmpty() {
        return controls.isEmpty();
    }

    boolean has(KnownControl control) {
        return controls.containsKey(control);
    }

    boolean hasAny(Set<KnownControl> some) {
        return !controls.isEmpty() && !Collections.disjoint(controls.keySet(), some);
    }

    /// The control as it came; null when it is not there.
    @Nullable
    Control raw(KnownControl known) {
        return controls.get(known);
    }

    boolean isCritical(KnownControl known) {
        Control control = controls.get(known);
        return control != null && control.isCritical();
    }

    /// The control in its own form; empty when it is not there.
    <T> Optional<T> read(KnownControl known, Decoder<T> decoder) throws RefusedException {
        Control control = controls.get(known);
        if (control == null) {
            return Optional.empty();
        }
        try {
            NestedValue.check(control.getValue());
            return Optional.of(decoder.decode(new Control(control.getOID(), control.isCritical(), control.getValue())));
        } catch (LDAPException | RuntimeException e) { // the codec lets a few odd inputs escape as unchecked ones
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "a control's value cannot be decoded");
        }
    }
}
