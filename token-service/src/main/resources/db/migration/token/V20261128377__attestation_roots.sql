-- Each authority has the models that it may attest; one of before may attest what all of them might.
update authentication_policy policy
   set document = jsonb_set(
               policy.document::jsonb #- '{passkeys,allowedAaguids}',
               '{passkeys,attestationRoots}',
               (select coalesce(
                           jsonb_agg(
                               jsonb_build_object(
                                   'certificate', root.pem,
                                   'aaguids', coalesce(policy.document::jsonb #> '{passkeys,allowedAaguids}', '[]'))
                               order by root.position),
                           '[]')
                  from jsonb_array_elements(policy.document::jsonb #> '{passkeys,attestationRoots}')
                       with ordinality as root (pem, position)))::text
 where jsonb_typeof(policy.document::jsonb #> '{passkeys,attestationRoots}') = 'array';

-- Which authority proved the model; of those of before nobody knows any more.
alter table passkey drop column attested;
alter table passkey add column attested_by text;
