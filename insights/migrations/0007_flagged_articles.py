from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0006_doubts")]

    operations = [
        migrations.AlterField(
            model_name="doubt",
            name="reason",
            field=models.CharField(
                choices=[
                    ("flag", "A colleague says it is wrong"),
                    ("votes", "Readers say it does not help"),
                    ("asked", "Readers ask us all the same"),
                    ("edits", "Colleagues change its words when they answer with it"),
                    ("date", "It was to be checked by now"),
                    ("age", "Nobody touched or checked it for a year"),
                    ("older", "An article it refers to has changed since"),
                ],
                max_length=5,
            ),
        ),
    ]
