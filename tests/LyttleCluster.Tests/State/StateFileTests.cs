using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed class StateFileTests
{
    [Theory]
    [InlineData("/srv/x/state.db", "/data", "/home/ann", "/srv/x/state.db")]
    [InlineData(null, "/data", "/home/ann", "/data/lyttle-cluster/state.db")]
    [InlineData("", "relative", "/home/ann", "/home/ann/.local/share/lyttle-cluster/state.db")]
    [InlineData(null, null, "/home/ann", "/home/ann/.local/share/lyttle-cluster/state.db")]
    public void The_default_path_follows_the_environment(string? state, string? dataHome, string? home, string expected) =>
        Assert.Equal(expected, StateFile.Default(name => name switch
        {
            "LYTTLECLUSTER_STATE" => state,
            "XDG_DATA_HOME" => dataHome,
            "HOME" => home,
            _ => null,
        }, windows: false).Path);

    [Fact]
    public void On_Windows_it_lies_in_the_local_application_data() =>
        Assert.EndsWith(
            Path.Combine("LyttleCluster", "state.db"),
            StateFile.Default(name => name == "LOCALAPPDATA" ? "/local" : null, windows: true).Path, StringComparison.Ordinal);

    [Fact]
    public void Without_a_home_the_user_database_is_asked() =>
        Assert.StartsWith(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), StateFile.Default(_ => null).Path, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a/state.db", "/a/state.history.db")]
    [InlineData("/a.b/state", "/a.b/state.history")]
    public void The_history_lies_beside_the_state(string path, string expected) => Assert.Equal(expected, StateFile.At(path).HistoryPath);
}
