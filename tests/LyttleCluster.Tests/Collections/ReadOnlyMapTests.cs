using System.Collections.Specialized;
using System.Text.Json;

namespace LyttleCluster.Tests.Collections;

public sealed class ReadOnlyMapTests
{
    [Fact]
    public void Names_and_values_of_any_table_are_converted()
    {
        var map = new ReadOnlyMap<int>(new OrderedDictionary { ["Ready"] = "3", [NodeStatus.Unreachable] = 1L });

        Assert.Equal(new Dictionary<string, int> { ["Ready"] = 3, ["Unreachable"] = 1 }, map);
    }

    [Fact]
    public void A_value_that_is_nothing_is_an_empty_text()
    {
        var map = new ReadOnlyMap<string>(new System.Collections.Hashtable { ["tier"] = null, [1] = 2.5 });

        Assert.Equal("", map["tier"]);
        Assert.Equal("2.5", map["1"]);
    }

    [Fact]
    public void It_is_a_copy_of_a_table()
    {
        var table = new System.Collections.Hashtable { ["a"] = "1" };
        var map = new ReadOnlyMap<string>(table);

        table["a"] = "2";

        Assert.Equal("1", map["a"]);
    }

    [Fact]
    public void It_is_written_and_read_as_the_object_a_dictionary_is()
    {
        var summary = new ClusterSummary
        {
            NodesByStatus = new Dictionary<string, int> { ["Ready"] = 2 },
            LastChanges = [new ClusterOperation { Id = "1", Kind = "k", Summary = "s", Author = "a", StartedAt = default }],
        };

        var json = JsonSerializer.Serialize(summary);
        var read = JsonSerializer.Deserialize<ClusterSummary>(json)!;

        Assert.Contains("\"NodesByStatus\":{\"Ready\":2}", json, StringComparison.Ordinal);
        Assert.Equal(summary.NodesByStatus, read.NodesByStatus);
        Assert.Equal("1", Assert.Single(read.LastChanges).Id);
    }
}
