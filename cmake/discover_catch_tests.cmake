# Read by ctest when it starts, once for each test program: adds one test for each Catch2 test case,
# named <suite>/<case>, with the suite as its label and `slow` for cases with the tag [slow].
# In: test_suite, test_program, test_environment, test_list (the file that keeps the answer).
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# Lists cannot hold [ ] ; as they are: three bytes that no name contains stand in for them.
string(ASCII 1 open)
string(ASCII 2 close)
string(ASCII 3 semicolon)

function(halong_list_cases tag result)
    execute_process(COMMAND "${test_program}" ${tag} --list-test-names-only
        OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        file(WRITE "${test_list}" "")
        message(FATAL_ERROR "${test_program} cannot list its tests (${status}):\n${text}")
    endif()
    string(REPLACE "[" "${open}" text "${text}")
    string(REPLACE "]" "${close}" text "${text}")
    string(REPLACE ";" "${semicolon}" text "${text}")
    string(REPLACE "\n" ";" text "${text}")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

function(halong_write_cases)
    halong_list_cases("" cases)
    halong_list_cases("[slow]" slow_cases)
    set(script "")
    foreach(case IN LISTS cases)
        if(case STREQUAL "")
            continue()
        endif()
        set(labels "${test_suite}")
        set(timeout 300)
        if(case IN_LIST slow_cases)
            string(APPEND labels ";slow")
            set(timeout 3000)
        endif()
        string(REPLACE "${open}" "[" name "${case}")
        string(REPLACE "${close}" "]" name "${name}")
        string(REPLACE "${semicolon}" ";" name "${name}")
        string(REGEX REPLACE "([][\\,])" "\\\\\\1" pattern "${name}")  # as Catch2 wants it escaped
        string(APPEND script
            "add_test([==[${test_suite}/${name}]==] [==[${test_program}]==] [==[${pattern}]==])\n"
            "set_tests_properties([==[${test_suite}/${name}]==] PROPERTIES"
            " LABELS [==[${labels}]==] TIMEOUT ${timeout} SKIP_RETURN_CODE 77"
            " ENVIRONMENT [==[${test_environment}]==])\n")
    endforeach()
    file(WRITE "${test_list}" "${script}")
endfunction()

if(NOT EXISTS "${test_program}")
    add_test("${test_suite}/is_built" "${test_program}")  # ctest reports it as failed: not found
else()
    if("${test_program}" IS_NEWER_THAN "${test_list}")
        halong_write_cases()
    endif()
    include("${test_list}")
endif()
cmake_policy(POP)
