// What npm's ldapts sees of a tenant's directory. Settings come by the environment; the first surprise ends the run.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {
  Attribute, Change, Client, InvalidCredentialsError, NoSuchObjectError, PagedResultsControl, PresenceFilter,
  ServerSideSortingRequestControl, UnavailableCriticalExtensionError, Control,
} from 'ldapts';

const {LDAP_PORT, LDAPS_PORT, TRUST_ANCHOR, BIND_DN, BIND_PASSWORD, SUFFIX} = process.env;
const tls = {ca: readFileSync(TRUST_ANCHOR), servername: 'localhost'};
const people = `ou=people,${SUFFIX}`;

const client = new Client({url: `ldaps://localhost:${LDAPS_PORT}`, tlsOptions: tls, strictDN: true});
await client.bind(BIND_DN, BIND_PASSWORD);
for (let i = 1; i <= 7; i++) {
  await client.add(`uid=node${i},${people}`, {
    objectClass: ['inetOrgPerson'], cn: `Node ${i}`, sn: `Number ${9 - i}`, description: 'zażółć',
  });
}

const all = await client.search(people, {filter: '(uid=node*)', scope: 'sub', attributes: ['uid', 'description'], paged: {pageSize: 3}});
assert.equal(all.searchEntries.length, 7);
assert.ok(all.searchEntries.every((entry) => entry.description === 'zażółć'));

let pages = 0;
for await (const page of client.searchPaginated(people, {filter: '(uid=node*)', paged: {pageSize: 3}})) {
  assert.ok(page.searchEntries.length <= 3);
  pages++;
}
assert.equal(pages, 3);

const sorted = await client.search(people, {filter: '(uid=node*)', attributes: ['uid']}, [
  new ServerSideSortingRequestControl({value: {attributeType: 'sn'}, critical: true}),
]);
assert.deepEqual(sorted.searchEntries.map((entry) => entry.uid), [7, 6, 5, 4, 3, 2, 1].map((n) => `node${n}`));

await client.modify(`uid=node1,${people}`, [
  new Change({operation: 'replace', modification: new Attribute({type: 'description', values: ['changed']})}),
  new Change({operation: 'add', modification: new Attribute({type: 'title', values: ['Dr', 'Prof']})}),
]);
assert.equal(await client.compare(`uid=node1,${people}`, 'description', 'CHANGED'), true);
assert.equal(await client.compare(`uid=node1,${people}`, 'description', 'other'), false);

await client.modifyDN(`uid=node1,${people}`, `uid=renamed`);
const renamed = await client.search(`uid=renamed,${people}`, {scope: 'base', filter: new PresenceFilter({attribute: 'objectClass'}), attributes: ['*', '+']});
assert.equal(renamed.searchEntries[0].dn, `uid=renamed,${people}`);
assert.equal(renamed.searchEntries[0].entryUUID.length, 36);
await client.del(`uid=renamed,${people}`);
await assert.rejects(client.search(`uid=renamed,${people}`, {scope: 'base'}), NoSuchObjectError);

assert.equal((await client.exop('1.3.6.1.4.1.4203.1.11.3')).value, `dn:${BIND_DN}`);
await assert.rejects(
  client.search(people, {}, [new Control('1.2.3.4', {critical: true})]), UnavailableCriticalExtensionError);
await client.unbind();

const later = new Client({url: `ldap://localhost:${LDAP_PORT}`});
await later.startTLS({...tls});
await later.bind(BIND_DN, BIND_PASSWORD);
assert.equal((await later.search(people, {filter: '(uid=node2)', attributes: ['cn']})).searchEntries[0].cn, 'Node 2');
await later.unbind();

const wrong = new Client({url: `ldaps://localhost:${LDAPS_PORT}`, tlsOptions: tls});
await assert.rejects(wrong.bind(`uid=node2,${people}`, 'wrong'), InvalidCredentialsError);
await wrong.unbind();
console.log('as expected');
