"""What Python's ldap3 sees of a tenant's directory, printed one fact a line."""
import ssl
import sys

import ldap3
from ldap3.core.exceptions import LDAPInvalidCredentialsResult

port, trust_anchor, user, password, suffix = sys.argv[1:]
tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=trust_anchor)
server = ldap3.Server("localhost", port=int(port), use_ssl=True, tls=tls, get_info=ldap3.ALL)
with ldap3.Connection(server, user=user, password=password, auto_bind=True, raise_exceptions=True) as connection:
    print("version", connection.server.info.supported_ldap_versions)
    print("schema has", "inetOrgPerson" in connection.server.schema.object_classes)
    people = "ou=people," + suffix
    for n in range(7):
        connection.add(f"uid=p{n},{people}", "inetOrgPerson", {"cn": f"P {n}", "sn": f"Number {n}"})
    pages = connection.extend.standard.paged_search(
        people, "(uid=p*)", attributes=["uid"], paged_size=3, generator=True)
    print("paged", sorted(entry["attributes"]["uid"][0] for entry in pages))
    print("compare", connection.compare(f"uid=p1,{people}", "sn", "NUMBER 1"))
    connection.modify_dn(f"uid=p1,{people}", "uid=q1")
    connection.search(people, "(uid=q1)", attributes=["uid", "entryUUID"])
    print("renamed", [entry.entry_dn for entry in connection.entries])
    print("who", connection.extend.standard.who_am_i())
    print("password", bool(connection.extend.standard.modify_password(f"uid=q1,{people}", None, "a very new one")))
with ldap3.Connection(server, user=f"uid=q1,{people}", password="a very new one", auto_bind=True) as connection:
    print("binds", connection.bound)
try:
    ldap3.Connection(server, user=f"uid=q1,{people}", password="wrong", raise_exceptions=True).bind()
except LDAPInvalidCredentialsResult:
    print("wrong password refused")
