namespace LyttleCluster.Service.CommandLine;

/// <summary>What can be wrong with how the executable was called.</summary>
internal static class CommandLineErrors
{
    public static ClusterException RoleUnknown(string role) => Wrong(
        "RoleUnknown", $"There is no role '{role}'.", "lyttle-cluster -h lists the roles.");

    public static ClusterException FlagUnknown(string word, string role) => Wrong(
        "FlagUnknown", $"lyttle-cluster {role} has no flag '{word}'.", $"lyttle-cluster {role} -h lists them.");

    public static ClusterException WordUnexpected(string word, string role) => Wrong(
        "WordUnexpected", $"'{word}' belongs to no flag.", $"Every setting is a flag with its value: lyttle-cluster {role} -h lists them.");

    public static ClusterException FlagTwice(string option) => Wrong(
        "FlagGivenTwice", $"{option} is given twice.", "Give it once.");

    public static ClusterException ValueMissing(Flag flag) => Wrong(
        "FlagValueMissing", $"{flag.Option} has no value.", $"Give one: {flag.Option} {flag.Placeholder}.");

    public static ClusterException ValueInvalid(Given given, string expected) => Wrong(
        "FlagValueInvalid", $"'{given.Value}' ({given.Source}) is not {expected}.", $"Give {expected}.");

    public static ClusterException VariableUnknown(string variable, string role) => Wrong(
        "VariableUnknown", $"The environment variable {variable} names no setting.", $"Remove it, or correct its name: lyttle-cluster {role} -h lists the flags; --api-key-file is {new Flag("api-key-file", "FILE", "", "").Variable(role)}.");

    public static ClusterException FileNotFound(Given file) => Wrong(
        "SettingsFileNotFound", $"The settings file {file.Value} ({file.Source}) does not exist.", "Create it, or leave that out.");

    public static ClusterException FileUnreadable(Given file) => Wrong(
        "SettingsFileUnreadable", $"The settings file {file.Value} ({file.Source}) cannot be read.", "Give this user the right to read it.");

    public static ClusterException FileNotJson(Given file, string why) => Wrong(
        "SettingsFileNotJson", $"The settings file {file.Value} is not a JSON object: {why}", "Correct it, for example to { \"listen\": \"http://127.0.0.1:3003\" }.");

    public static ClusterException PropertyUnknown(string property, string file, string role) => Wrong(
        "SettingsPropertyUnknown", $"'{property}' in {file} names no setting.", $"Remove it, or correct its name: lyttle-cluster {role} -h lists the flags; --api-key-file is \"apiKeyFile\".");

    public static ClusterException PropertyInvalid(string property, string file, string expected) => Wrong(
        "SettingsPropertyInvalid", $"'{property}' in {file} is not {expected}.", $"Give {expected}.");

    private static ClusterException Wrong(string errorId, string message, string remedy) =>
        new(errorId, ClusterErrorCategory.InvalidArgument, message, remedy);
}
