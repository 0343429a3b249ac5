package io.lightwave.server.web;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.server.web.Problem.FieldError;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// What is wrong with a JSON document, in words that name the field and nothing of our classes.
public final class JsonFaults {
    private static final Pattern REPEATED = Pattern.compile("^Duplicate Object property \"([^\"]{1,100})\"");

    private JsonFaults() {}

    public static FieldError describe(JacksonException fault) {
        InvalidFieldException own = ownRefusal(fault);
        if (own != null) {
            String parent = path(fault.getPath());
            return new FieldError(join(parent, own.field()), String.valueOf(own.getMessage()));
        }
        Matcher repeated = REPEATED.matcher(fault.getOriginalMessage());
        if (repeated.find()) {
            return new FieldError(join(path(fault.getPath()), repeated.group(1)), "stands twice");
        }
        return new FieldError(path(fault.getPath()), detail(fault));
    }

    private static String detail(JacksonException fault) {
        return switch (fault) {
            case UnrecognizedPropertyException _ -> "there is no such field";
            case InvalidFormatException format
            when format.getTargetType() != null && format.getTargetType().isEnum() ->
                "is none of the values allowed here";
            case InvalidFormatException _ -> "has the wrong form";
            case MismatchedInputException _ -> "is missing or has the wrong type";
            case StreamReadException read -> "is not JSON (line %d)".formatted(line(read));
            default -> constructorRefusal(fault);
        };
    }

    /// A record's constructor may refuse with plain words.
    private static String constructorRefusal(JacksonException fault) {
        return fault.getCause() instanceof IllegalArgumentException refusal && refusal.getMessage() != null
                ? refusal.getMessage()
                : "is not acceptable";
    }

    private static int line(JacksonException fault) {
        return fault.getLocation() == null ? 1 : fault.getLocation().getLineNr();
    }

    private static @Nullable InvalidFieldException ownRefusal(@Nullable Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFieldException own) {
                return own;
            }
        }
        return null;
    }

    private static String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String join(String parent, String field) {
        return parent.isEmpty()
                        || field.equals(parent)
                        || field.startsWith(parent + ".")
                        || field.startsWith(parent + "[")
                ? field
                : parent + "." + field;
    }
}
