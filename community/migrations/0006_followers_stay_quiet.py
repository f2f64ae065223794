from django.db import migrations


class Migration(migrations.Migration):
    """Until now a follower was sent nothing, and who voted followed: they go on finding it in their list, and no more.

    Who wrote in a topic hears of it from now on.
    """

    dependencies = [("community", "0005_notices_of_moves")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE community_topicreader AS reader SET quiet = true
            WHERE followed_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM community_post AS post
                WHERE post.topic_id = reader.topic_id AND post.author_id = reader.user_id
            )
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(model_name="notice", name="community_notice_age"),
    ]
