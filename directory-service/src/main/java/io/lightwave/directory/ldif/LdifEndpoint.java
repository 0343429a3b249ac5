package io.lightwave.directory.ldif;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/ldif`: a directory's entries in and out as LDIF.
@RestController
class LdifEndpoint {
    private static final String PATH = "/api/v1/tenants/{tenant}/ldif";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final String LOCKED = "pwdAccountLockedTime";

    /// Operational, and yet what entries come in again with: referral objects are nothing without `ref` (RFC 3296
    /// §2.2), and who is disabled shall stay so.
    private static final List<String> CONTENT = List.of("*", "ref", LOCKED);

    private final LdifImports imports;
    private final Entries entries;

    LdifEndpoint(LdifImports imports, Entries entries) {
        this.imports = imports;
        this.entries = entries;
    }

    /// @param id of the import, to look after it and to take it up again; made when absent
    @PostMapping(
            path = PATH,
            consumes = {"text/ldif", "application/octet-stream"},
            produces = "application/json")
    ImportReport take(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(required = false) @Nullable String id,
            InputStream body)
            throws IOException {
        String name = id == null ? UUID.randomUUID().toString() : id;
        if (!ID.matcher(name).matches()) {
            throw new InvalidFieldException("id", "1 to 64 letters, digits, '.', '_' and '-'");
        }
        if (!entries.seesEverything(requester(caller), tenant)) {
            throw new ErrorResponseException(HttpStatus.FORBIDDEN);
        }
        return imports.run(tenant, caller, name, body);
    }

    @GetMapping(path = PATH + "/imports/{id}", produces = "application/json")
    ImportReport progress(@PathVariable TenantId tenant, @PathVariable String id) {
        return imports.progress(tenant, id).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    /// Every entry, each behind the one above it, without passwords.
    ///
    /// @param operational whether also what the server keeps of each
    @GetMapping(path = PATH, produces = "text/ldif")
    void give(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(defaultValue = "false") boolean operational,
            HttpServletResponse response)
            throws IOException {
        response.setContentType("text/ldif");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + tenant + ".ldif\"");
        var out = new BufferedOutputStream(response.getOutputStream(), 32 * 1024);
        var writer = new LdifWriter(out);
        entries.everything(requester(caller), tenant, operational ? List.of("*", "+") : CONTENT, entry -> {
            try {
                writer.write(operational ? entry : content(entry));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        out.flush();
    }

    /// Without a lock that failures have made, which ends by itself and is taken from nobody.
    private static FoundEntry content(FoundEntry entry) {
        return new FoundEntry(
                entry.id(),
                entry.name(),
                entry.attributes().stream()
                        .filter(attribute ->
                                !attribute.getName().equals(LOCKED) || attribute.hasValue(EntryWriter.DISABLED))
                        .toList());
    }

    private static Requester requester(Caller caller) {
        return Requester.of(caller);
    }
}
