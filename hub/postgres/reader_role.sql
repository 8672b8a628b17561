-- The role that reads for callers: it owns nothing, writes nothing, and sees what the policies let through. Run again and
-- again; where the hub's own role may not make another one, whoever may has made it before.
do $$
begin
    if not exists (select from pg_roles where rolname = 'kyukyu_reader') then
        create role kyukyu_reader nologin nosuperuser nobypassrls;
    end if;
exception
    when unique_violation or duplicate_object then null;  -- a hub on another database of this server was faster
    when insufficient_privilege then
        raise exception using errcode = 'KY002', message = 'create role kyukyu_reader nologin';
end
$$;
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user)
        and not exists (
            select from pg_auth_members
            where roleid = 'kyukyu_reader'::regrole and member = current_user::regrole and not admin_option
        )
    then
        execute format('grant kyukyu_reader to %I', current_user);
    end if;
exception
    when insufficient_privilege then
        raise exception using errcode = 'KY002', message = format('grant kyukyu_reader to %I', current_user);
end
$$;
grant usage on schema public to kyukyu_reader;
grant select on hub, stream, stream_entry, standing, journal, projection, data_key, break_glass to kyukyu_reader;
