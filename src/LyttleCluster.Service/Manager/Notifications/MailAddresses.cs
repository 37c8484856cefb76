namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Addresses as they may stand in an envelope and in a header without any quoting: nothing in them can begin another command or header.</summary>
internal static class MailAddresses
{
    private const int Longest = 254;
    private const string AlsoAllowed = "!#$%&'*+-/=?^_`{|}~.";

    public static bool IsOne(string text)
    {
        if (text.Length > Longest || text.Split('@') is not [{ Length: > 0 } user, { Length: > 0 } host]) return false;
        return user.All(letter => char.IsAsciiLetterOrDigit(letter) || AlsoAllowed.Contains(letter, StringComparison.Ordinal))
            && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
            && host[0] is not ('.' or '-');
    }
}
