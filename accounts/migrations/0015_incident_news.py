from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_article_doubt_news"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "A ticket is given to you"),
                    ("mentioned", "A colleague mentions you"),
                    ("reply", "A message in a ticket you own or follow"),
                    ("note", "A note in a ticket you own or follow"),
                    ("sla_warning", "A promise is nearly due"),
                    ("sla_breach", "A promise was broken"),
                    ("low_rating", "A customer was not happy with your help"),
                    ("rule", "A rule tells you something"),
                    ("finished", "Something you started has finished"),
                    ("rule_disabled", "A rule or SLA policy was switched off"),
                    ("article_doubt", "An article of yours needs a look"),
                    ("incident", "An incident or a monitor needs you"),
                ],
                max_length=16,
            ),
        ),
    ]
