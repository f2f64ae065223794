import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION helpdesk (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION helpdesk ALTER MAPPING FOR word, numword, hword, hword_part WITH unaccent, simple;

-- The words of a text: its beginning only, for nobody writes more than that by hand. Signs become spaces, or the
-- parser would make one word of an address and another of a number with a dash.
CREATE FUNCTION search_words(content text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('helpdesk', translate(left(content, 20000), '@./\\-_:;,+*#&=?%<>(){}[]|~^"`’''', repeat(' ', 40)))
$$;
"""

# One row per message, kept by triggers: whichever way a text is written, it is found in the same moment.
TRIGGERS = """
CREATE FUNCTION passage_text(message bigint, ticket bigint, content text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  head text;
BEGIN
  IF EXISTS (SELECT FROM tickets_message m WHERE m.ticket_id = ticket AND m.id < message) THEN
    RETURN content;
  END IF;
  SELECT t.number || ' ' || t.subject || E'\\n' || c.name || E'\\n'
         || coalesce((SELECT string_agg(i.value, E'\\n') FROM accounts_identity i WHERE i.customer_id = c.id), '')
    INTO head FROM tickets_ticket t JOIN accounts_customer c ON c.id = t.requester_id WHERE t.id = ticket;
  RETURN head || E'\\n' || content;
END $$;

CREATE FUNCTION passage_follow_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM tickets_passage WHERE message_id = OLD.id;
    RETURN NULL;
  END IF;
  INSERT INTO tickets_passage (message_id, ticket_id, words)
  VALUES (NEW.id, NEW.ticket_id, search_words(passage_text(NEW.id, NEW.ticket_id, NEW.text)))
  ON CONFLICT (message_id) DO UPDATE SET ticket_id = excluded.ticket_id, words = excluded.words;
  RETURN NULL;
END $$;

-- Read the first message of some tickets again: their subject, their requester or that person's name is new.
CREATE FUNCTION passage_reread(tickets bigint[]) RETURNS void LANGUAGE sql AS $$
  UPDATE tickets_passage p SET words = search_words(passage_text(m.id, m.ticket_id, m.text))
  FROM tickets_message m
  WHERE p.message_id = m.id
    AND m.id IN (SELECT (SELECT min(f.id) FROM tickets_message f WHERE f.ticket_id = t) FROM unnest(tickets) t)
$$;

CREATE FUNCTION passage_follow_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM passage_reread(ARRAY[NEW.id]);
  RETURN NULL;
END $$;

CREATE FUNCTION passage_follow_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM passage_reread(ARRAY(SELECT id FROM tickets_ticket WHERE requester_id = NEW.id));
  RETURN NULL;
END $$;

CREATE FUNCTION passage_follow_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM passage_reread(ARRAY(SELECT id FROM tickets_ticket WHERE requester_id = OLD.customer_id));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM passage_reread(ARRAY(SELECT id FROM tickets_ticket WHERE requester_id = NEW.customer_id));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER passage_follow_message AFTER INSERT OR DELETE OR UPDATE OF text, ticket_id ON tickets_message
  FOR EACH ROW EXECUTE FUNCTION passage_follow_message();
CREATE TRIGGER passage_follow_ticket AFTER UPDATE OF subject, requester_id ON tickets_ticket
  FOR EACH ROW WHEN (OLD.subject <> NEW.subject OR OLD.requester_id <> NEW.requester_id)
  EXECUTE FUNCTION passage_follow_ticket();
CREATE TRIGGER passage_follow_customer AFTER UPDATE OF name ON accounts_customer
  FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION passage_follow_customer();
CREATE TRIGGER passage_follow_identity AFTER INSERT OR DELETE OR UPDATE OF value, customer_id ON accounts_identity
  FOR EACH ROW EXECUTE FUNCTION passage_follow_identity();
"""

NO_TRIGGERS = """
DROP TRIGGER passage_follow_identity ON accounts_identity;
DROP TRIGGER passage_follow_customer ON accounts_customer;
DROP TRIGGER passage_follow_ticket ON tickets_ticket;
DROP TRIGGER passage_follow_message ON tickets_message;
DROP FUNCTION passage_follow_identity(), passage_follow_customer(), passage_follow_ticket(), passage_follow_message();
DROP FUNCTION passage_reread(bigint[]), passage_text(bigint, bigint, text);
"""


class Migration(migrations.Migration):
    # Nothing here reads a big table: the words of messages that are there come later, in small steps
    # (tickets.operations.indexing).
    dependencies = [("accounts", "0004_calendars_and_clocks"), ("tickets", "0010_ratings")]

    operations = [
        migrations.RunSQL(
            CONFIGURATION,
            "DROP FUNCTION search_words(text); DROP TEXT SEARCH CONFIGURATION helpdesk;",
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="passage",
                        serialize=False,
                        to="tickets.message",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="passages",
                        to="tickets.ticket",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], gin_pending_list_limit=256, name="passage_words"
                    ),
                    models.Index(fields=["ticket", "message"], name="passage_of_ticket"),
                ]
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
