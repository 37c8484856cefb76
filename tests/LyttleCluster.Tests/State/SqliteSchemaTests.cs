using System.Runtime.Versioning;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteSchemaTests : IDisposable
{
    private const string First = "CREATE TABLE things (name TEXT NOT NULL); INSERT INTO things VALUES ('old');";
    private const string Second = "ALTER TABLE things ADD COLUMN size INTEGER NOT NULL DEFAULT 7;";

    private static readonly SqliteSchema Old = new(1, First);
    private static readonly SqliteSchema New = new(1, First, Second);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_older_file_is_copied_and_brought_up_to_date()
    {
        Open(Old).Dispose();
        using (var session = Open(New)) Assert.Equal(7, session.Number("SELECT size FROM things"));

        var copy = Assert.Single(Directory.GetFiles(_folder.Path, "*.bak"));
        Assert.Equal(_folder["things.db.v1-20260102T030405Z.bak"], copy);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        using var before = SqliteSession.Open(copy, readOnly: true, TimeSpan.FromSeconds(1));
        Assert.Equal("old", before.Text("SELECT name FROM things"));
        Assert.Equal(1, before.Number("PRAGMA user_version"));
        Assert.Equal(1, before.Number("PRAGMA application_id"));
    }

    [Fact]
    public void A_file_that_is_up_to_date_is_not_copied()
    {
        Open(New).Dispose();
        Open(New).Dispose();
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.bak"));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_file_as_it_was()
    {
        Open(Old).Dispose();
        Assert.Throws<ClusterException>(() => Open(new SqliteSchema(1, First, Second, "ALTER TABLE nothing ADD COLUMN x")));
        using var session = Open(Old);
        Assert.Equal(1, session.Number("PRAGMA user_version"));
        Assert.Throws<ClusterException>(() => session.Number("SELECT size FROM things"));
    }

    [Fact]
    public async Task Many_that_upgrade_at_once_do_it_once()
    {
        Open(Old).Dispose();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Open(New).Dispose())));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.bak"));
        using var session = Open(New);
        Assert.Equal(7, session.Number("SELECT size FROM things"));
    }

    [Fact]
    public void Opened_read_only_an_older_file_is_refused()
    {
        Open(Old).Dispose();
        Assert.Equal("StateUpgradeNeeded", Assert.Throws<ClusterException>(() => Open(New, readOnly: true)).ErrorId);
        Open(Old, readOnly: true).Dispose();
    }

    private SqliteSession Open(SqliteSchema schema, bool readOnly = false) =>
        new SqliteFile(_folder["things.db"], schema, readOnly, TimeSpan.FromSeconds(10), _time).Open();
}
